internal import Domain
internal import Graph
internal import Snapshots

/// What stands for a user: what the snapshot knows of them, and what they did since.
extension Corpus {
    /// The messages a user likes, the weightiest first, equal ones by ordinal.
    func history(of user: Int32?, since touches: [FreshTouch]) -> [HistoryEntry] {
        let known = user.map { contents.graph.userHistory($0) } ?? []
        guard !touches.isEmpty else { return known.map { HistoryEntry(message: $0.message, weight: $0.weight) } }
        var weights = Dictionary(known.map { ($0.message, $0.weight) }, uniquingKeysWith: +)
        for touch in touches { weights[touch.message, default: 0] += touch.weight }
        return weights.filter { $0.value > 0 }
            .map { HistoryEntry(message: $0.key, weight: $0.value) }
            .sorted { ($0.weight, $1.message) > ($1.weight, $0.message) }
    }

    /// The same as item scores read it: in order of time, softened, rejections included.
    func itemHistory(
        of user: Int32?, since touches: [FreshTouch], without removed: Set<Int32>
    ) -> [(message: Int32, weight: Double)] {
        let known =
            user.map { contents.graph.itemHistory(of: $0, softenedBy: contents.softening, without: removed) } ?? []
        return known
            + touches.filter { $0.weight != 0 && !removed.contains($0.message) && !isFresh($0.message) }
            .map { (message: $0.message, weight: contents.softening($0.weight)) }
    }
}
