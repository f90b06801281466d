package import Domain
package import Recommender

/// A kept recommendation answered again as of another time, and what moved between the two.
package struct PastExplanation: Sendable {
    /// The time asked about: "now" for the rules about campaigns, and no earlier than the snapshot's.
    package let asOf: Instant
    /// The explanation of the answer as of that time.
    package let explanation: ExplanationDocument
    /// Whether it has the same items with the same terms as what was kept, bit by bit.
    package let agreesWithKept: Bool
    /// The snapshot that made what was kept.
    package let keptSnapshotID: String
    /// What moved from the kept answer to this one; nil where the kept one's snapshot is gone, or where the two embed
    /// the request's text by different models.
    package let moved: RankingDiff?

    /// The document: the explanation with these members before its own.
    package func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.object { writer in
            writer.member("as_of", asOf.description)
            writer.member("agrees_with_kept", agreesWithKept)
            writer.member("kept_snapshot_id", keptSnapshotID)
            writer.key("moved")
            if let moved { moved.write(to: &writer) } else { writer.null() }
        }
        return writer.bytes.dropLast() + [UInt8(ascii: ",")]
            + ExplanationDocument.served(explanation.json(), snapshotAvailable: true).dropFirst()
    }
}

extension RankingDiff {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("from", from)
            writer.member("to", to)
            writer.key("items")
            writer.array(items) { writer, item in
                writer.object { writer in
                    writer.member("id", item.id)
                    writer.member("text", item.text)
                    writer.member("from_rank", item.fromRank)
                    writer.member("to_rank", item.toRank)
                    writer.member("from_score", item.fromScore)
                    writer.member("to_score", item.toScore)
                    writer.key("moves")
                    writer.array(item.moves) { writer, move in
                        writer.object { writer in
                            writer.member("source", move.source)
                            writer.member("events", move.events)
                            writer.member("model", move.model)
                            writer.member("index", move.index)
                        }
                    }
                    writer.member("reason", item.reason)
                }
            }
        }
    }
}

extension ExplanationDocument {
    /// Whether two explanations have the same items with the same terms, bit by bit.
    func agrees(with other: ExplanationDocument) -> Bool {
        items.map(\.id) == other.items.map(\.id) && items.map(\.contributions) == other.items.map(\.contributions)
    }
}
