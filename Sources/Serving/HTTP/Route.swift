/// One method of one address, and what answers it.
struct Route: Sendable {
    /// The method in capitals.
    let method: String
    /// The address with placeholders in braces, such as `/messages/{id}`.
    let template: String
    /// Answers a call; what it throws becomes a problem document.
    let handle: @Sendable (Call) async throws -> Reply

    static func get(_ template: String, _ handle: @escaping @Sendable (Call) async throws -> Reply) -> Route {
        Route(method: "GET", template: template, handle: handle)
    }

    static func post(_ template: String, _ handle: @escaping @Sendable (Call) async throws -> Reply) -> Route {
        Route(method: "POST", template: template, handle: handle)
    }
}
