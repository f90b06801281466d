internal import Domain
package import Recommender
package import Snapshots

/// The answer of `/recommendations/why-not`, as JSON.
package struct WhyNotDocument: Equatable, Sendable {
    package let whyNot: WhyNot
    private let query: RecommendationQuery
    private let snapshotID: String
    private let modelVersion: String

    package init(_ whyNot: WhyNot, query: RecommendationQuery, manifest: Manifest) {
        self.whyNot = whyNot
        self.query = query
        snapshotID = manifest.id
        modelVersion = manifest.modelVersion
    }

    /// The document in the order of its documentation.
    package func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 8192)
        writer.object { writer in
            writer.member(whyNot.target == .message ? "message_id" : "campaign_id", whyNot.id)
            writer.member("text", whyNot.text)
            writer.member("user_id", query.request.userID?.rawValue)
            writer.member("snapshot_id", snapshotID)
            writer.member("model_version", modelVersion)
            writer.member("policy_version", RecommendationEngine.policyVersion)
            writer.member("strategy", whyNot.strategy.rawValue)
            writeVerdict(to: &writer)
            writer.member("reason", whyNot.sentence)
            writer.member("rank", whyNot.rank)
            writer.member("candidate_count", whyNot.candidateCount)
            writer.member("score", whyNot.contributions.isEmpty ? nil : whyNot.score)
            writer.key("contributions")
            writer.array(whyNot.contributions) { writer, term in
                ContributionExplanationDocument(term).write(to: &writer)
            }
            writeGap(to: &writer)
            writer.key("sources")
            writer.array(whyNot.sources) { writer, standing in
                writer.object { writer in
                    writer.member("source", standing.source)
                    writer.member("raw", standing.raw)
                    writer.member("rank", standing.rank)
                    writer.member("of", standing.total)
                    writer.member("proposes", standing.proposes)
                    if let rank = standing.rankInText { writer.member("rank_in_text", rank) }
                }
            }
        }
        return writer.bytes
    }

    private func writeVerdict(to writer: inout JSONWriter) {
        switch whyNot.verdict {
        case .shown(let rank):
            writer.member("verdict", "shown")
            writer.member("shown_rank", rank)
        case .unknown: writer.member("verdict", "unknown")
        case .filtered(let rule):
            writer.member("verdict", "filtered")
            writer.member("rule", rule.rawValue)
        case .notRetrieved: writer.member("verdict", "not_retrieved")
        case .belowMinimumScore(let least):
            writer.member("verdict", "below_min_score")
            writer.member("min_score", least)
        case .sameText(let id):
            writer.member("verdict", "same_text")
            writer.member("same_text_as", id.rawValue)
        case .capped(let campaign, let most):
            writer.member("verdict", "capped")
            writer.member("campaign_id", campaign.rawValue)
            writer.member("campaign_maximum", most)
        case .lessVaried: writer.member("verdict", "less_varied")
        case .outranked: writer.member("verdict", "outranked")
        }
    }

    private func writeGap(to writer: inout JSONWriter) {
        writer.key("gap")
        guard let gap = whyNot.gap else { return writer.raw("null") }
        writer.object { writer in
            writer.member("last_id", gap.lastID)
            writer.member("last_score", gap.lastScore)
            writer.member("total", gap.total)
            writer.key("terms")
            writer.array(gap.terms) { writer, term in
                writer.object { writer in
                    writer.member("term", term.term)
                    writer.member("last", term.last)
                    writer.member("own", term.own)
                    writer.member("difference", term.difference)
                }
            }
        }
    }
}
