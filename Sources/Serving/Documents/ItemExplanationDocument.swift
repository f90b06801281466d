package import Recommender

/// Why one item was recommended, as JSON.
package struct ItemExplanationDocument: Equatable, Sendable {
    package let rank: Int
    package let id: String
    package let target: RecommendationTarget
    package let text: String
    /// The sum of the contributions' values, added in their order.
    package let score: Double
    package let contributions: [ContributionExplanationDocument]
    package let reasons: [String]
    /// The item's rank if one source were left out, by the source's name.
    package let rankWithout: [String: Int]
    /// What the rules after ranking decided.
    package let policy: [String]

    package init(_ item: RankedItem) {
        rank = item.rank
        id = item.id
        target = item.target
        text = item.text
        score = item.score
        contributions = item.contributions.map { ContributionExplanationDocument($0) }
        reasons = item.reasons
        rankWithout = item.rankWithout
        policy = item.policy
    }

    /// The document as JSON.
    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 8192)
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("rank", rank)
            writer.member("id", id)
            writer.member("target", target.rawValue)
            writer.member("text", text)
            writer.member("score", score)
            writer.key("contributions")
            writer.array(contributions) { writer, contribution in contribution.write(to: &writer) }
            writer.member("reasons", reasons)
            writer.member("rank_without", rankWithout)
            writer.member("policy", policy)
        }
    }
}

extension ItemExplanationDocument: Decodable {
    private enum CodingKeys: String, CodingKey {
        case rank, id, target, text, score, contributions, reasons
        case rankWithout = "rank_without"
        case policy
    }
}

/// One term of a score with what it stands on, as JSON.
package struct ContributionExplanationDocument: Equatable, Sendable, Decodable {
    package let term: String
    /// `weight` × `calibrated`.
    package let value: Double
    /// What the source said, on its own scale.
    package let raw: Double
    /// `raw` as a probability of engagement.
    package let calibrated: Double
    /// The source's share in the blend.
    package let weight: Double
    /// What `raw` stands on, greatest first.
    package let evidence: [EvidenceDocument]

    init(_ contribution: Contribution) {
        term = contribution.term
        value = contribution.value
        raw = contribution.raw
        calibrated = contribution.calibrated
        weight = contribution.weight
        evidence = contribution.evidence.map { EvidenceDocument($0) }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("term", term)
            writer.member("value", value)
            writer.member("raw", raw)
            writer.member("calibrated", calibrated)
            writer.member("weight", weight)
            writer.key("evidence")
            writer.array(evidence) { writer, evidence in evidence.write(to: &writer) }
        }
    }
}
