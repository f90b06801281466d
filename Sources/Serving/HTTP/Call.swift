internal import Records

/// One request as a route sees it: read completely, and free of the HTTP framework.
struct Call: Sendable {
    /// The values of the template's placeholders, percent-decoded.
    var placeholders: [String: String] = [:]
    /// The query of the address as it came, without the question mark.
    var query = ""
    /// The whole body.
    var body: [UInt8] = []
    /// The media type of the body as it came.
    var contentType: String?
    /// The client's wishes about caches as they came.
    var cacheControl: String?

    /// The parameters of the query, none of which may have a name outside `names`.
    func parameters(_ names: [String]) throws(Problem) -> Parameters {
        let parameters = try Parameters(query: query)
        try parameters.allowOnly(names)
        return parameters
    }

    /// The parameters of a JSON body.
    func bodyParameters() throws(Problem) -> Parameters {
        _ = try parameters([])
        let mediaType = contentType?.split(separator: ";").first.map { String($0).lowercased() } ?? ""
        guard mediaType.filter({ $0 != " " }) == "application/json" else {
            throw Problem(
                .unsupportedMediaType, detail: "The body must be JSON, with content-type: application/json.",
                parameter: "content-type", expected: "application/json")
        }
        return try Parameters(body: body)
    }

    /// The id in the address.
    func id() throws(Problem) -> String {
        guard let id = placeholders["id"], Parameters.isIdentifier(id) else {
            throw Problem.invalid("id", expected: "an id of 1 to 64 characters, percent-encoded")
        }
        return id
    }

    /// Whether the client wants an answer that comes from no cache.
    var bypassesCache: Bool {
        guard let cacheControl else { return false }
        return cacheControl.lowercased().split(separator: ",").contains { directive in
            let word = directive.filter { $0 != " " && $0 != "\t" }
            return word == "no-cache" || word == "no-store"
        }
    }
}

/// What a route answers.
struct Reply: Sendable {
    var status = 200
    var contentType = "application/json"
    var body: [UInt8]
    /// Where the answer came from.
    var cache: CacheOutcome
    /// Seconds after which it is worth trying again.
    var retryAfter: Int?
    /// The methods that the resource has, for a 405.
    var allowed: [String] = []

    init(_ body: [UInt8], status: Int = 200, cache: CacheOutcome = .none) {
        self.body = body
        self.status = status
        self.cache = cache
    }

    init(_ problem: Problem) {
        self.init(problem.json(), status: problem.kind.status)
        contentType = "application/problem+json"
        retryAfter = problem.retryAfter
        allowed = problem.allowed
    }
}
