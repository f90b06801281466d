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
        request.campaignIDs = Set(request.campaignIDs).sorted()
        request.seenTypes = request.seenTypes.map { types in EventType.allCases.filter(types.contains) }
        if let promotion = request.promotion {
            request.promotion?.campaignIDs = Set(promotion.campaignIDs).sorted()
        }
        request.country = request.country?.uppercased()
        self.request = request
        self.explain = explain
    }

    /// Every name that a request may use.
    static let names = [
        "user_id", "text", "message_id", "session", "limit", "target", "campaign_id", "campaign_ids", "exclude_seen",
        "seen_types", "seen_days", "diversity", "min_score", "campaign_share", "promote.campaign_ids",
        "promote.weight", "promote.maximum_share", "exclude", "country", "device", "explain",
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
        request.campaignIDs = try parameters.identifiers("campaign_ids", maximum: most)?.map { CampaignID($0) } ?? []
        request.excludeSeen = try parameters.flag("exclude_seen") ?? request.excludeSeen
        request.seenTypes = try parameters.choices("seen_types")
        request.seenDays = try parameters.integer("seen_days", in: RecommendationRequest.seenDaysLimits)
        request.campaignShare = try parameters.number("campaign_share", in: Self.positiveShare, expected: Self.positive)
        request.promotion = try Self.promotion(parameters)
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

    private static let positiveShare = Double.leastNonzeroMagnitude...1
    private static let positive = "a number above 0, at most 1"

    private static func promotion(_ parameters: Parameters) throws(Problem) -> Promotion? {
        let campaigns = try parameters.identifiers(
            "promote.campaign_ids", maximum: RecommendationRequest.maximumListLength)
        let weight = try parameters.number("promote.weight", in: positiveShare, expected: positive)
        let share = try parameters.number("promote.maximum_share", in: 0...1, expected: "a number from 0 to 1")
        guard let campaigns, !campaigns.isEmpty else {
            guard campaigns == nil, weight == nil, share == nil else {
                throw Problem.invalid("promote.campaign_ids", expected: "at least one campaign to promote")
            }
            return nil
        }
        return Promotion(
            campaignIDs: campaigns.map { CampaignID($0) }, weight: weight ?? Promotion.defaultWeight,
            maximumShare: share ?? Promotion.defaultMaximumShare)
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
            writer.member("campaign_ids", request.campaignIDs.map(\.rawValue))
            writer.member("exclude_seen", request.excludeSeen)
            if let types = request.seenTypes { writer.member("seen_types", types.map(\.rawValue)) }
            if let days = request.seenDays { writer.member("seen_days", days) }
            writer.member("diversity", request.diversity)
            writer.member("min_score", request.minimumScore)
            if let share = request.campaignShare { writer.member("campaign_share", share) }
            if let promotion = request.promotion {
                writer.key("promote")
                writer.object { writer in
                    writer.member("campaign_ids", promotion.campaignIDs.map(\.rawValue))
                    writer.member("weight", promotion.weight)
                    writer.member("maximum_share", promotion.maximumShare)
                }
            }
            writer.member("exclude", request.exclude)
            writer.member("country", request.country)
            writer.member("device", request.device?.rawValue)
            writer.member("explain", explain.rawValue)
        }
    }

    /// The key under which the answer is cached: everything the answer depends on, hashed, so that a publish
    /// invalidates by itself and no id or text shows in the names of a shared cache.
    package func cacheKey(
        snapshotID: String, modelVersion: String, policyVersion: String, clock: ClockPolicy, tail: String = ""
    ) -> String {
        var writer = JSONWriter(capacity: 384)
        writer.object { writer in
            writer.member("snapshot_id", snapshotID)
            writer.member("model_version", modelVersion)
            writer.member("policy_version", policyVersion)
            writer.member("clock", clock.rawValue)
            writer.member("tail", tail)
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
