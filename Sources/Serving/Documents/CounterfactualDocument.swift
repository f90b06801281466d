internal import Domain
package import Recommender
package import Snapshots

/// The answer of `/recommendations/counterfactual`, and the member `counterfactual` of an explanation.
package struct CounterfactualDocument: Equatable, Sendable {
    package let counterfactual: Counterfactual

    package init(_ counterfactual: Counterfactual) { self.counterfactual = counterfactual }

    /// The document that stands alone.
    package func json(query: RecommendationQuery, manifest: Manifest) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in
            writer.member("user_id", query.request.userID?.rawValue)
            writer.member("snapshot_id", manifest.id)
            writer.member("model_version", manifest.modelVersion)
            writer.member("policy_version", RecommendationEngine.policyVersion)
            writeMembers(to: &writer)
        }
        return writer.bytes
    }

    /// The object inside an explanation.
    package func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.object { writer in writeMembers(to: &writer) }
        return writer.bytes
    }

    private func writeMembers(to writer: inout JSONWriter) {
        func item(_ name: String, _ item: Counterfactual.Item?) {
            writer.key(name)
            guard let item else { return writer.raw("null") }
            writer.object { Self.write(item, to: &$0) }
        }
        writer.member("outcome", counterfactual.outcome.rawValue)
        item("top", counterfactual.top)
        writer.key("removed")
        writer.array(counterfactual.removed) { writer, item in
            writer.object { Self.write(item, to: &$0) }
        }
        item("replacement", counterfactual.replacement)
        writer.member("history_count", counterfactual.historyCount)
        writer.member("rankings", counterfactual.rankings)
        writer.member("held_fixed", Counterfactual.heldFixed)
    }

    private static func write(_ item: Counterfactual.Item, to writer: inout JSONWriter) {
        writer.member(item.target == .message ? "message_id" : "campaign_id", item.id)
        writer.member("text", item.text)
    }
}
