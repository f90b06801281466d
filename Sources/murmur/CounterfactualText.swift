internal import Domain
import Recommender

/// What the top of a list hangs on, as text.
struct CounterfactualText {
    let counterfactual: Counterfactual

    init(_ counterfactual: Counterfactual) { self.counterfactual = counterfactual }

    var text: String {
        func line(_ item: Counterfactual.Item) -> String { "\(item.id) “\(Table.cut(item.text, to: 90))”" }
        guard let top = counterfactual.top else { return "nothing is recommended" }
        var lines = ["at the top: \(line(top))"]
        switch counterfactual.outcome {
        case .smallest, .found:
            lines.append("without these it would be \(counterfactual.replacement.map(line) ?? "nothing"):")
            lines += counterfactual.removed.map { "   \(line($0))" }
            if counterfactual.outcome == .found { lines.append("a smaller set may exist: not every one was tried") }
        case .noSet: lines.append("it stays whatever is taken away")
        case .limitReached: lines.append("no set was found within the limit")
        case .forecastAlone:
            lines.append("only the forecast has weight here, and what it knows of the person is held fixed")
        case .nothingToRemove: lines.append("there is no event that could be taken away")
        }
        lines.append(
            "\(counterfactual.rankings) rankings computed, \(counterfactual.historyCount) messages in the history; held "
                + "fixed: " + Counterfactual.heldFixed.joined(separator: "; "))
        return lines.joined(separator: "\n")
    }
}
