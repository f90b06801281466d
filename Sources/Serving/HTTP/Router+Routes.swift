internal import Domain
internal import HTTPTypes
internal import Hummingbird

/// The methods that any resource may be asked with.
private let knownMethods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

/// Makes a router of `routes`: every address answers the methods it does not have with 405, and every other address
/// with 404, both as problem documents.
///
/// `endpoint` puts a route inside the server's limits.
func makeRouter(_ routes: [Route], endpoint: (Route) -> Endpoint) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    let nothing = endpoint(
        Route(method: "ANY", template: "(no such resource)") { _ in
            throw Problem(.noSuchResource, detail: "There is nothing at this address.")
        })
    router.add(middleware: UnroutedRequests(endpoint: nothing))
    for (template, routes) in Dictionary(grouping: routes, by: \.template).sorted(by: { $0.key < $1.key }) {
        let methods = routes.map(\.method)
        let allowed = (methods.contains("GET") ? ["HEAD"] : []) + methods
        for method in knownMethods {
            if let route = routes.first(where: { $0.method == method.rawValue }) {
                let endpoint = endpoint(route)
                router.on(RouterPath(template), method: method) { request, context in
                    await endpoint.respond(to: request, context: context)
                }
            } else if !allowed.contains(method.rawValue) {
                let refusal = endpoint(
                    Route(method: method.rawValue, template: template) { _ in
                        throw Problem(
                            .methodNotAllowed,
                            detail: "This resource has the methods \(allowed.joined(separator: ", ")).",
                            allowed: allowed)
                    })
                router.on(RouterPath(template), method: method) { request, context in
                    await refusal.respond(to: request, context: context)
                }
            }
        }
    }
    return router
}

/// Answers what no route takes.
private struct UnroutedRequests: RouterMiddleware {
    let endpoint: Endpoint

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch is HTTPError {
            // Endpoints do not throw: only the router's own "not found" comes here.
            let response = await endpoint.respond(to: request, context: context)
            return request.method == .head ? response.createHeadResponse() : response
        }
    }
}
