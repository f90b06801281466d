internal import Domain
internal import Recommender
import Serving

/// An answer as a table with the reasons under each item.
struct RecommendationText {
    let document: RecommendationDocument

    init(_ document: RecommendationDocument) { self.document = document }

    var text: String {
        let whom = document.userID.map { "user \($0)" } ?? "an anonymous visitor"
        var lines = [
            "recommendation \(document.recommendationID) for \(whom)",
            "snapshot \(document.snapshotID), \(document.strategy.rawValue)", "",
        ]
        guard let first = document.items.first else {
            return (lines + ["nothing to recommend"]).joined(separator: "\n")
        }
        let terms = first.contributions.map(\.term)
        var table = Table(
            ["#", "id", "score"] + terms.enumerated().map { ($0.offset == 0 ? "= " : "+ ") + $0.element }
                + ["campaign", "text"],
            rightAligned: Set([0, 2] + terms.indices.map { $0 + 3 }))
        for item in document.items {
            table.add(
                ["\(item.rank)", item.id, Table.decimal(item.score, 4)]
                    + item.contributions.map { Table.decimal($0.value, 4) }
                    + [item.campaignID?.rawValue ?? "–", Table.cut(item.text, to: 70)])
        }
        let rows = table.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.append(rows[0])
        for (row, item) in zip(rows.dropFirst(), document.items) {
            lines.append(row)
            lines += (item.reasons ?? []).map { "     · \($0)" }
        }
        return lines.joined(separator: "\n")
    }
}
