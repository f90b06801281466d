import Recommender

/// What moved between two answers, as a table with a line for each item that is in one of them only.
struct RankingDiffText {
    let diff: RankingDiff
    /// What the two lists are called.
    var names = (from: "earlier", to: "later")

    var text: String {
        var table = Table(
            ["#", "was", "id", "score", "was", "events", "model", "index", "text"], rightAligned: [0, 1, 3, 4, 5, 6, 7])
        for item in diff.items {
            func sum(_ part: (RankingDiff.Move) -> Double) -> String {
                item.moves.isEmpty ? "–" : Table.decimal(item.moves.reduce(0) { $0 + part($1) }, 4)
            }
            table.add([
                item.toRank.map(String.init) ?? "–", item.fromRank.map(String.init) ?? "–", item.id,
                item.toScore.map { Table.decimal($0, 4) } ?? "–", item.fromScore.map { Table.decimal($0, 4) } ?? "–",
                sum(\.events), sum(\.model), sum(\.index), Table.cut(item.text, to: 50),
            ])
        }
        let reasons = diff.items.compactMap { item in
            item.reason.map { "\(item.id) is not in the \(item.toRank == nil ? names.to : names.from) list: \($0)" }
        }
        return (["from \(diff.from) to \(diff.to)", "", table.text] + reasons).joined(separator: "\n")
    }
}
