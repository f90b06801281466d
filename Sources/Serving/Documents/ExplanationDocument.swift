package import Domain
internal import Foundation
package import Recommender

/// Why the items of one answer were recommended: kept with the answer and made from the same value, never computed again.
package struct ExplanationDocument: Equatable, Sendable {
    package let recommendationID: String
    package let userID: UserID?
    package let snapshotID: String
    package let modelVersion: String
    /// The version of the rules after ranking.
    package let policyVersion: String
    /// The latest arrival that took part beside the snapshot; nil where nothing had arrived since it was built.
    package let freshUntil: Instant?
    package let strategy: Strategy
    package let generatedAt: Instant
    /// How many candidates were scored.
    package let candidateCount: Int
    package let degraded: [String: String]
    /// The request in its normal form, as JSON.
    package let requestJSON: String?
    /// Whether the snapshot can still be opened; nil in what is kept, known only when it is read.
    package let snapshotAvailable: Bool?
    package let items: [ItemExplanationDocument]

    /// Describes what the engine found.
    package init(
        recommendationID: String, query: RecommendationQuery, snapshotID: String, modelVersion: String,
        policyVersion: String, freshUntil: Instant? = nil, generatedAt: Instant, recommendation: Recommendation
    ) {
        self.recommendationID = recommendationID
        self.userID = query.request.userID
        self.snapshotID = snapshotID
        self.modelVersion = modelVersion
        self.policyVersion = policyVersion
        self.freshUntil = freshUntil
        self.strategy = recommendation.strategy
        self.generatedAt = generatedAt
        self.candidateCount = recommendation.candidateCount
        self.degraded = recommendation.degraded
        self.requestJSON = String(decoding: query.json(), as: UTF8.self)
        self.snapshotAvailable = nil
        self.items = recommendation.items.map { ItemExplanationDocument($0) }
    }

    /// The document as it is kept, in the order of its documentation.
    package func json() -> [UInt8] { json(items: items.map { $0.json() }) }

    /// The same of items that are written already.
    func json(items written: [[UInt8]]) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024 + written.reduce(0) { $0 + $1.count + 1 })
        writer.object { writer in
            writer.member("recommendation_id", recommendationID)
            writer.member("user_id", userID?.rawValue)
            writer.member("snapshot_id", snapshotID)
            writer.member("model_version", modelVersion)
            writer.member("policy_version", policyVersion)
            if let freshUntil { writer.member("fresh_until", freshUntil.description) }
            writer.member("strategy", strategy.rawValue)
            writer.member("generated_at", generatedAt.description)
            writer.member("candidate_count", candidateCount)
            writer.member("degraded", degraded)
            if let requestJSON {
                writer.key("request")
                writer.raw(requestJSON)
            }
            writer.key("items")
            writer.array(written) { writer, item in writer.raw(item) }
        }
        return writer.bytes
    }

    /// A kept document with `snapshot_available`, and `counterfactual` where it was asked for, put before its other
    /// members; `kept` is what `json()` gave.
    package static func served(
        _ kept: [UInt8], snapshotAvailable: Bool, counterfactual: [UInt8]? = nil
    ) -> [UInt8] {
        var bytes = Array("{\"snapshot_available\":\(snapshotAvailable),".utf8)
        if let counterfactual { bytes += Array("\"counterfactual\":".utf8) + counterfactual + [UInt8(ascii: ",")] }
        return bytes + kept.dropFirst()
    }
}

extension ExplanationDocument: Decodable {
    /// Reads a kept or served document.
    ///
    /// - Throws: `DecodingError` for anything else.
    package init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(ExplanationDocument.self, from: Data(json))
    }

    private enum CodingKeys: String, CodingKey {
        case recommendationID = "recommendation_id"
        case userID = "user_id"
        case snapshotID = "snapshot_id"
        case modelVersion = "model_version"
        case policyVersion = "policy_version"
        case freshUntil = "fresh_until"
        case strategy
        case generatedAt = "generated_at"
        case candidateCount = "candidate_count"
        case degraded
        case snapshotAvailable = "snapshot_available"
        case items
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        recommendationID = try container.decode(String.self, forKey: .recommendationID)
        userID = try container.decodeIfPresent(UserID.self, forKey: .userID)
        snapshotID = try container.decode(String.self, forKey: .snapshotID)
        modelVersion = try container.decode(String.self, forKey: .modelVersion)
        policyVersion = try container.decode(String.self, forKey: .policyVersion)
        freshUntil = try container.decodeIfPresent(Instant.self, forKey: .freshUntil)
        strategy = try container.decode(Strategy.self, forKey: .strategy)
        generatedAt = try container.decode(Instant.self, forKey: .generatedAt)
        candidateCount = try container.decode(Int.self, forKey: .candidateCount)
        degraded = try container.decode([String: String].self, forKey: .degraded)
        // The request is for people and for repeating it; who reads a document takes it from the JSON itself.
        requestJSON = nil
        snapshotAvailable = try container.decodeIfPresent(Bool.self, forKey: .snapshotAvailable)
        items = try container.decode([ItemExplanationDocument].self, forKey: .items)
    }
}
