internal import Columns
internal import Domain
internal import Graph

/// The train side of an interaction file as the graph's builders take it: users by items, and steps in order.
///
/// Where strengths differ, as ratings do, they count softened: `1 + 0.6 · (weight / median − 1)`, within 0.1 to 2, so that
/// a disliked item still says something about taste, but less. Rows of a strength of 0 or below are seen, not liked.
///
/// - Thread safety: an immutable value.
struct TableHistories: Sendable {
    /// By user, the distinct items with their softened weights, the latest last.
    let histories: [[(message: Int32, weight: Double)]]
    let matrix: EngagementMatrix
    let sequences: EngagementSequences
    /// How many items anybody has.
    let activeItems: Int

    /// The strength of a step beyond which more of it no longer counts.
    private static let range = 0.1...2.0

    init(_ table: InteractionTable) throws {
        let positive = table.rows.filter { $0.weight > 0 }
        let weights = positive.map(\.weight).sorted()
        let median = weights.isEmpty ? 1 : weights[weights.count / 2]
        let isFlat = weights.first == weights.last
        var steps = [[(message: Int32, weight: Double, time: Double, place: Int)]](
            repeating: [], count: table.users.count)
        for (place, row) in positive.enumerated() {
            let soft = isFlat ? 1 : 1 + 0.6 * (row.weight / median - 1)
            steps[Int(row.user)].append(
                (row.item, min(max(soft, Self.range.lowerBound), Self.range.upperBound), row.time, place))
        }
        var offsets: [Int64] = [0]
        var messages: [Int32] = []
        var values: [Float] = []
        var histories: [[(message: Int32, weight: Double)]] = []
        for user in steps.indices {
            steps[user].sort { ($0.time, $0.place) < ($1.time, $1.place) }
            // An item counts once, where it was met last.
            var known: Set<Int32> = []
            let distinct = steps[user].reversed().filter { known.insert($0.message).inserted }.reversed()
            histories.append(distinct.map { ($0.message, $0.weight) })
            for step in distinct.sorted(by: { $0.message < $1.message }) {
                messages.append(step.message)
                values.append(Float(step.weight))
            }
            offsets.append(Int64(messages.count))
        }
        self.histories = histories
        matrix = try EngagementMatrix(
            offsets: FlatColumn(offsets), messages: FlatColumn(messages), weights: FlatColumn(values),
            messageCount: table.items.count)
        sequences = try EngagementSequences(
            steps.map { $0.map(\.message) }, messageCount: table.items.count)
        activeItems = Set(messages).count
    }
}
