internal import Domain
import Recommender
import Serving

/// An explanation as indented text: every term with what it stands on.
struct ExplanationText {
    let document: ExplanationDocument

    init(_ document: ExplanationDocument) { self.document = document }

    var text: String {
        let whom = document.userID.map { "user \($0)" } ?? "an anonymous visitor"
        let head = [
            "explanation of \(document.recommendationID) for \(whom), \(document.generatedAt)",
            "snapshot \(document.snapshotID), \(document.strategy.rawValue), \(document.candidateCount) candidates scored",
        ]
        return (head + document.items.flatMap(Self.lines)).joined(separator: "\n")
    }

    private static func lines(_ item: ItemExplanationDocument) -> [String] {
        var lines = ["", "\(item.rank). \(item.id)  \(Table.cut(item.text, to: 90))"]
        lines.append("   score \(item.score)")
        for term in item.contributions {
            lines.append(
                "   \(term.term): \(term.value) = weight \(Table.decimal(term.weight, 3)) × calibrated \(term.calibrated)"
                    + " (raw \(Table.decimal(term.raw, 6)))")
            lines += term.evidence.prefix(6).map { "      " + line($0.evidence) }
        }
        if !item.rankWithout.isEmpty {
            let ranks = item.rankWithout.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            lines.append("   rank without: " + ranks.joined(separator: ", "))
        }
        return lines + item.policy.map { "   policy: \($0)" }
    }

    private static func line(_ evidence: Evidence) -> String {
        switch evidence {
        case .neighbor(let id, let text, let cosine, let share):
            "near \(id) “\(Table.cut(text, to: 60))”: cosine \(Table.decimal(cosine, 3)), share \(Table.decimal(share, 4))"
        case .link(let id, let text, let weight, let share, let users):
            "\(id) “\(text)”, weight \(weight), \(Int((share * 100).rounded())) % of it, \(users) people have both"
        case .path(let message, let user, let weight, let share):
            "path by \(message) and user \(user): weight \(Table.decimal(weight, 6)), share \(Table.decimal(share, 4))"
        case .feature(let name, let value, let shap):
            "\(name) = \(value.map { Table.decimal($0, 2) } ?? "unknown"): SHAP \(Table.decimal(shap, 4))"
        case .base(let margin): "expected margin \(Table.decimal(margin, 4))"
        case .popularity(let users, let weight): "\(users) users, decayed weight \(Table.decimal(weight, 2))"
        case .segment(let country, let device, let users, let weight, let people, _):
            "\(users) of \(people) people of \([country, device?.rawValue].compactMap { $0 }.joined(separator: " ")), "
                + "decayed weight \(Table.decimal(weight, 2))"
        case .member(let id, let text, let score):
            "message \(id) “\(Table.cut(text, to: 60))”: \(Table.decimal(score, 4))"
        case .promotion(let id, let name): "promoted with campaign \(id) “\(name)”"
        }
    }
}
