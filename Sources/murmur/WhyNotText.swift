internal import Domain
import Recommender

/// Why a message or a campaign is not recommended, as text.
struct WhyNotText {
    let whyNot: WhyNot

    init(_ whyNot: WhyNot) { self.whyNot = whyNot }

    var text: String {
        var lines = ["\(whyNot.id) \(whyNot.text.map { "“\(Table.cut($0, to: 90))”" } ?? "")", whyNot.sentence]
        guard let rank = whyNot.rank else { return lines.joined(separator: "\n") }
        lines += ["", "score \(whyNot.score), rank \(rank) of \(whyNot.candidateCount) candidates"]
        if let gap = whyNot.gap {
            var table = Table(["term", "its own", "\(gap.lastID), shown last", "difference"], rightAligned: [1, 2, 3])
            for term in gap.terms {
                table.add([term.term] + [term.own, term.last, term.difference].map { Table.decimal($0, 6) })
            }
            lines += ["", table.text]
        }
        guard !whyNot.sources.isEmpty else { return lines.joined(separator: "\n") }
        var table = Table(["source", "raw", "rank", "of", "proposes"], rightAligned: [1, 2, 3, 4])
        for standing in whyNot.sources {
            table.add([
                standing.source, Table.decimal(standing.raw, 6), standing.rank.map { "\($0)" } ?? "–",
                "\(standing.total)", standing.proposes.map { "the first \($0)" } ?? "nothing",
            ])
        }
        return (lines + ["", table.text]).joined(separator: "\n")
    }
}
