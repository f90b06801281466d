import Recommender

/// The tables of an evaluation for a terminal.
enum EvaluationText {
    static func text(of report: EvaluationReport) -> String {
        let described = report.protocol
        var lines = [
            "\(described.users) users, \(described.items) items, \(described.train) train and \(described.test) test "
                + "interactions; \(described.evaluatedUsers) users asked about",
            "split \(described.split), seed \(described.seed); \(described.ranking); \(described.seen)", "",
            main(report), "",
            slices(report),
        ]
        lines += described.validation.isEmpty ? [] : [""] + described.validation
        return lines.joined(separator: "\n")
    }

    private static func main(_ report: EvaluationReport) -> String {
        let k = report.protocol.k
        let keys =
            ["recall@10", "recall@20", "recall@\(k)"].reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            + ["map", "hit_rate", "mrr", "precision", "coverage", "gini", "novelty"].map { "\($0)@\(k)" }
        var table = Table(["", "ndcg@\(k)", "95 %"] + keys, rightAligned: Set(1..<keys.count + 3))
        for result in report.results {
            let ndcg = "ndcg@\(k)"
            let interval = result.intervals[ndcg].map { "\(decimal($0.low))–\(decimal($0.high))" } ?? ""
            table.add(
                [result.name + (result.isShipped ? " *" : ""), decimal(result.metrics[ndcg]), interval]
                    + keys.map { decimal(result.metrics[$0]) })
        }
        let mark = report.results.contains(where: \.isShipped) ? "\n* ships" : ""
        return table.text + mark
    }

    private static func slices(_ report: EvaluationReport) -> String {
        let k = report.protocol.k
        let slices = report.results.first?.slices ?? []
        var table = Table(["ndcg@\(k)"] + slices.map(\.name), rightAligned: Set(1..<slices.count + 1))
        table.add(["users"] + slices.map { "\($0.users)" })
        for result in report.results {
            table.add([result.name] + result.slices.map { decimal($0.metrics["ndcg@\(k)"]) })
        }
        let described = report.protocol
        return table.text
            + "\ncold: at most \(described.coldUserLimit) train interactions of a user, "
            + "\(described.coldMessageLimit) of an item; new: none"
    }

    private static func decimal(_ value: Double?) -> String { value.map { Table.decimal($0, 4) } ?? "–" }
}
