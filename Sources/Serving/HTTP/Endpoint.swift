internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Records

/// Runs one route inside the server's limits: reads the body, keeps the time limit, turns errors into problems, counts.
///
/// No id, text or address that a client sent reaches the log at the levels that a server in production shows.
struct Endpoint: Sendable {
    let route: Route
    let bodyLimit: Int
    let timeLimit: Duration
    let metrics: RequestMetrics
    let now: @Sendable () -> Instant
    let logger: Logger

    func respond(to request: Request, context: BasicRequestContext) async -> Response {
        let start = ContinuousClock.now
        let reply = await reply(to: request, context: context)
        let duration = ContinuousClock.now - start
        let name = "\(route.method) \(route.template)"
        metrics.record(route: name, status: reply.status, cache: reply.cache, duration: duration, at: now())
        logger.debug(
            "request",
            metadata: [
                "route": "\(name)", "status": "\(reply.status)", "microseconds": "\(duration.microseconds)",
                "cache": "\(reply.cache.rawValue)",
            ])
        return Response(reply)
    }

    private func reply(to request: Request, context: BasicRequestContext) async -> Reply {
        do {
            var call = Call()
            call.query = request.uri.query ?? ""
            call.contentType = request.headers[.contentType]
            call.cacheControl = request.headers[.cacheControl]
            if let id = context.parameters.get("id") { call.placeholders["id"] = QueryString.pathSegment(id) }
            if route.method == "POST" { call.body = try await body(of: request) }
            let (handle, complete) = (route.handle, call)
            return try await withTimeLimit(timeLimit) { try await handle(complete) }
        } catch {
            let problem = Problem(error)
            if problem.kind == .internalError {
                logger.error(
                    "a request failed", metadata: ["route": "\(route.template)", "error": "\(type(of: error))"])
                // The error's own words may quote what the client sent.
                logger.debug("the failed request's error", metadata: ["error": "\(error)"])
            }
            return Reply(problem)
        }
    }

    private func body(of request: Request) async throws -> [UInt8] {
        let tooLarge = Problem(
            .bodyTooLarge, detail: "The body is larger than \(bodyLimit) bytes.", parameter: "body",
            expected: "at most \(bodyLimit) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > bodyLimit { throw tooLarge }
        do {
            // A client that sends slowly is waited for as long as for an answer. The stream may be read by one task
            // only and ends when that task is cancelled, so it is this task, not a second one, that reads it.
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask { Array(try await request.body.collect(upTo: bodyLimit).readableBytesView) }
                group.addTask {
                    try await Task.sleep(for: timeLimit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let bytes = first else { throw TimeLimitError.exceeded }
                return bytes
            }
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }
}

extension Response {
    init(_ reply: Reply) {
        var headers: HTTPFields = [.contentType: reply.contentType]
        if let seconds = reply.retryAfter { headers[.retryAfter] = String(seconds) }
        if !reply.allowed.isEmpty { headers[.allow] = reply.allowed.joined(separator: ", ") }
        self.init(
            status: HTTPResponse.Status(code: reply.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
    }
}
