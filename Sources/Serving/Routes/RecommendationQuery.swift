internal import Domain
package import Recommender
internal import Snapshots

/// A request for recommendations as it came over HTTP: what is asked, and how much of the why is wanted.
package struct RecommendationQuery: Hashable, Sendable {
    /// What is asked, in its normal form: equal wishes are equal values.
    package let request: RecommendationRequest
    /// How much of the why the answer holds.
    package let explain: ExplainLevel

    package init(request: RecommendationRequest, explain: ExplainLevel = .summary) {
        var request = request
        request.exclude = Set(request.exclude).sorted()
        request.country = request.country?.uppercased()
        self.request = request
        self.explain = explain
    }

    /// Every name that a request may use.
    static let names = [
        "user_id", "text", "message_id", "session", "limit", "target", "campaign_id", "exclude_seen", "diversity",
        "min_score", "exclude", "country", "device", "explain",
    ]

    /// Takes the query out of `parameters`.
    ///
    /// - Throws: `Problem` naming the first parameter at fault.
    package init(_ parameters: Parameters) throws(Problem) {
        try parameters.allowOnly(Self.names)
        var request = RecommendationRequest()
        request.userID = try parameters.identifier("user_id").map { UserID($0) }
        request.text = try parameters.string("text", maximum: RecommendationRequest.maximumTextLength)
        request.messageID = try parameters.identifier("message_id").map { MessageID($0) }
        let most = RecommendationRequest.maximumListLength
        let session = try parameters.identifiers("session", maximum: most)
        request.session = (session ?? []).map { MessageID($0) }
        request.limit = try parameters.integer("limit", in: RecommendationRequest.limits) ?? request.limit
        request.target = try parameters.choice("target") ?? request.target
        request.campaignID = try parameters.identifier("campaign_id").map { CampaignID($0) }
        request.excludeSeen = try parameters.flag("exclude_seen") ?? request.excludeSeen
        request.diversity =
            try parameters.number("diversity", in: 0...1, expected: "a number from 0 to 1") ?? request.diversity
        request.minimumScore =
            try parameters.number(
                "min_score", in: 0...Double.greatestFiniteMagnitude, expected: "a number of at least 0")
            ?? request.minimumScore
        request.exclude = try parameters.identifiers("exclude", maximum: most) ?? request.exclude
        if let country = try parameters.identifier("country") {
            guard country.utf8.count == 2, country.utf8.allSatisfy({ ($0 | 32) >= 97 && ($0 | 32) <= 122 }) else {
                throw Problem.invalid("country", expected: "an ISO 3166-1 alpha-2 code, two letters")
            }
            request.country = country
        }
        request.device = try parameters.choice("device")
        let explain = try parameters.choice("explain", ExplainLevel.self)
        self.init(request: request, explain: explain ?? .summary)
    }

    /// Reads what `json` wrote, or any other body of a request.
    ///
    /// - Throws: `Problem` naming the first parameter at fault.
    package init(json: [UInt8]) throws(Problem) { try self.init(Parameters(body: json)) }

    /// The request in its normal form, as JSON: a part of the cache key and of the kept explanation.
    package func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("user_id", request.userID?.rawValue)
            writer.member("text", request.text)
            writer.member("message_id", request.messageID?.rawValue)
            writer.member("session", request.session.map(\.rawValue))
            writer.member("limit", request.limit)
            writer.member("target", request.target.rawValue)
            writer.member("campaign_id", request.campaignID?.rawValue)
            writer.member("exclude_seen", request.excludeSeen)
            writer.member("diversity", request.diversity)
            writer.member("min_score", request.minimumScore)
            writer.member("exclude", request.exclude)
            writer.member("country", request.country)
            writer.member("device", request.device?.rawValue)
            writer.member("explain", explain.rawValue)
        }
    }

    /// The key under which the answer is cached: everything the answer depends on, hashed, so that a publish
    /// invalidates by itself and no id or text shows in the names of a shared cache.
    package func cacheKey(snapshotID: String, modelVersion: String, policyVersion: String, clock: ClockPolicy) -> String
    {
        var writer = JSONWriter(capacity: 384)
        writer.object { writer in
            writer.member("snapshot_id", snapshotID)
            writer.member("model_version", modelVersion)
            writer.member("policy_version", policyVersion)
            writer.member("clock", clock.rawValue)
            writer.key("request")
            write(to: &writer)
        }
        return "murmuration:recommendation:\(Checksum.sha256(writer.bytes))"
    }
}

/// How much of the why an answer holds; the contributions are always there.
package enum ExplainLevel: String, CaseIterable, Codable, Sendable {
    /// No sentences.
    case none
    /// One plain sentence for each reason.
    case summary
    /// The sentences, and the whole explanation inside each item.
    case full
}
