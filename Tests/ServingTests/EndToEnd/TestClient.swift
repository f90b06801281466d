import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Asks a server on the loopback address by real HTTP.
struct TestClient: Sendable {
    let port: Int
    private let session: URLSession

    init(port: Int) {
        self.port = port
        let configuration = URLSessionConfiguration.ephemeral
        configuration.urlCache = nil
        configuration.timeoutIntervalForRequest = 60
        session = URLSession(configuration: configuration)
    }

    /// What a server answered.
    struct Reply: Sendable {
        let status: Int
        let contentType: String
        let headers: [String: String]
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        func decoded<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(Value.self, from: body)
        }
    }

    /// The members of a problem document that tests look at.
    struct ProblemBody: Decodable {
        let type: String
        let status: Int
        let detail: String
        let parameter: String?
        let expected: String?
    }

    func get(_ path: String, method: String = "GET", headers: [String: String] = [:]) async throws -> Reply {
        try await send(method, path, body: nil, headers: headers)
    }

    func post(_ path: String, _ body: String, type: String? = "application/json") async throws -> Reply {
        try await send("POST", path, body: Data(body.utf8), headers: type.map { ["Content-Type": $0] } ?? [:])
    }

    private func send(
        _ method: String, _ path: String, body: Data?, headers: [String: String]
    ) async throws -> Reply {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        var found: [String: String] = [:]
        for (name, value) in response.allHeaderFields { found["\(name)".lowercased()] = "\(value)" }
        return Reply(
            status: response.statusCode, contentType: found["content-type"] ?? "", headers: found, body: data)
    }
}
