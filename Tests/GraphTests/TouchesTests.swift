import Columns
import Domain
import Graph
import TestNumbers
import Testing

/// Who did what with which message, and when last.
@Suite("Touches")
struct TouchesTests {
    private struct Key: Hashable {
        let user: Int32
        let message: Int32
        let type: EventType
    }

    private func interactions(seed: UInt64, rows: Int = 400) throws -> Interactions {
        var random = SeededGenerator(seed: seed)
        let times = (0..<rows).map { _ in Int64(random.next() % 1_000_000) }.sorted()
        return try Interactions(
            userCount: 7, messageCount: 11, campaignCount: 0,
            users: (0..<rows).map { _ in Int32(random.next() % 6) },
            messages: (0..<rows).map { _ in Int32(random.next() % 12) - 1 },
            campaigns: (0..<rows).map { _ in -1 }, times: times,
            types: (0..<rows).map { _ in EventType.allCases[Int(random.next() % 14)] },
            amounts: (0..<rows).map { _ in .nan })
    }

    @Test("They hold the last event of every kind before the instant, as a plain table does", arguments: 0..<8)
    func table(seed: Int) throws {
        let log = try interactions(seed: UInt64(seed))
        let asOf = Instant(milliseconds: 700_000)
        var last: [Key: Int64] = [:]
        for row in 0..<log.count where log.messages[row] >= 0 && log.times[row] < asOf.milliseconds {
            last[Key(user: log.users[row], message: log.messages[row], type: log.types[row])] = log.times[row]
        }
        let touches = Touches(interactions: log, asOf: asOf)
        #expect(touches.userCount == 7 && touches.messageCount == 11 && touches.count == last.count)
        for user in 0..<Int32(8) {
            for types: Set<EventType> in [[.click], [.impression, .view], Set(EventType.allCases), []] {
                for since in [nil, Instant(milliseconds: 0), Instant(milliseconds: 350_000)] {
                    var found: Set<Int32> = []
                    touches.forEachMessage(touchedBy: user, types: types, since: since) { found.insert($0) }
                    let expected = last.filter {
                        $0.key.user == user && types.contains($0.key.type) && $0.value >= since?.milliseconds ?? .min
                    }
                    #expect(found == Set(expected.keys.map(\.message)))
                }
            }
        }
        let again = try Touches(
            offsets: touches.offsets, messages: touches.messages, types: touches.types, times: touches.times,
            messageCount: 11)
        #expect(again.times.array == touches.times.array)
    }

    @Test("An event at the window's edge counts, one before it does not")
    func edge() throws {
        let log = try Interactions(
            userCount: 1, messageCount: 1, campaignCount: 0, users: [0], messages: [0], campaigns: [-1], times: [500],
            types: [.view], amounts: [.nan])
        func isSeen(_ since: Int64) -> Bool {
            var count = 0
            Touches(interactions: log, asOf: Instant(milliseconds: 501)).forEachMessage(
                touchedBy: 0, types: [.view], since: Instant(milliseconds: since)
            ) { _ in count += 1 }
            return count == 1
        }
        #expect(isSeen(499) && isSeen(500) && !isSeen(501))
        #expect(Touches(interactions: log, asOf: Instant(milliseconds: 500)).count == 0)
    }

    @Test("Columns that contradict themselves are refused and named")
    func hostile() {
        func error(
            _ offsets: [Int64] = [0, 2, 3], _ messages: [Int32] = [0, 1, 0], _ types: [UInt8] = [1, 1, 2],
            _ times: [Int64] = [1, 2, 3], count: Int = 2
        ) -> GraphError? {
            do throws(GraphError) {
                _ = try Touches(
                    offsets: FlatColumn(offsets), messages: FlatColumn(messages), types: FlatColumn(types),
                    times: FlatColumn(times), messageCount: count)
                return nil
            } catch {
                return error
            }
        }
        #expect(error() == nil)
        #expect(error([]) != nil)
        #expect(error([1, 2, 3]) == .invalidOffset(column: "touchOffsets", index: 0, got: 1))
        #expect(error([0, 3, 2]) == .invalidOffset(column: "touchOffsets", index: 2, got: 2))
        #expect(error([0, 2, .max]) == .invalidOffset(column: "touchOffsets", index: 2, got: .max))
        #expect(error([0, 2, 2]) == .invalidOffset(column: "touchOffsets", index: 2, got: 2))
        #expect(error([0, -1, 3]) == .invalidOffset(column: "touchOffsets", index: 1, got: -1))
        #expect(
            error([0, 2, 3], [0, 2, 0]) == .invalidTarget(column: "touchMessages", index: 1, got: 2, count: 2))
        #expect(
            error([0, 2, 3], [0, 1, -1]) == .invalidTarget(column: "touchMessages", index: 2, got: -1, count: 2))
        #expect(
            error([0, 2, 3], [1, 1, 0]) == .invalidTarget(column: "touchMessages", index: 1, got: 1, count: 2))
        #expect(error([0, 2, 3], [1, 1, 0], [1, 2, 1]) == nil)
        if case .invalidValue("touchTypes", 2, _, _)? = error([0, 2, 3], [0, 1, 0], [1, 1, 99]) {
        } else {
            Issue.record("a code of no type was taken")
        }
        #expect(error([0, 2, 3], [0, 1, 0], [1, 1]) == .invalidCount(column: "touchTypes", got: 2, expected: 3))
        #expect(
            error([0, 2, 3], [0, 1, 0], [1, 1, 2], [])
                == .invalidCount(column: "touchTimes", got: 0, expected: 3))
    }
}
