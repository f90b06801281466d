import Domain
import TestNumbers
import Testing

@Suite("A table of interactions")
struct InteractionsTests {
    /// A table of clicks at the given times, with one column spoiled at will.
    private func table(
        times: [Int64] = [10, 20, 20, 30], users: [Int32]? = nil, messages: [Int32]? = nil, campaigns: [Int32]? = nil,
        types: [EventType]? = nil, amounts: [Float]? = nil, counts: (Int, Int, Int) = (2, 3, 1)
    ) throws(InteractionsError) -> Interactions {
        try Interactions(
            userCount: counts.0, messageCount: counts.1, campaignCount: counts.2,
            users: users ?? times.indices.map { Int32($0 % 2) }, messages: messages ?? times.map { _ in -1 },
            campaigns: campaigns ?? times.map { _ in -1 }, times: times, types: types ?? times.map { _ in .click },
            amounts: amounts ?? times.map { _ in .nan })
    }

    @Test("holds what it is given")
    func contents() throws {
        let table = try table(messages: [0, 2, -1, 1], campaigns: [0, -1, -1, 0], amounts: [.nan, 0, 3.5, .nan])
        #expect(table.count == 4)
        #expect(table.messages == [0, 2, -1, 1])
        #expect(table.amounts[2] == 3.5)
    }

    @Test("divides at an instant: before it strictly, from it on inclusively")
    func slices() throws {
        let table = try table()
        #expect(table.before(Instant(milliseconds: 20)).times == [10])
        #expect(table.before(Instant(milliseconds: 21)).times == [10, 20, 20])
        #expect(table.before(Instant(milliseconds: 10)).count == 0)
        #expect(table.before(Instant(milliseconds: 31)) == table)
        #expect(table.between(Instant(milliseconds: 20), Instant(milliseconds: 30)).times == [20, 20])
        #expect(table.between(Instant(milliseconds: 20), Instant(milliseconds: 31)).users == [1, 0, 1])
        #expect(table.between(Instant(milliseconds: 30), Instant(milliseconds: 20)).count == 0)
        #expect(table.between(Instant(milliseconds: .min), Instant(milliseconds: .max)) == table)
        #expect(table.before(Instant(milliseconds: 15)).userCount == 2)
        #expect(table.firstRow(notBefore: Instant(milliseconds: 20)) == 1)
        #expect(table.firstRow(notBefore: Instant(milliseconds: 99)) == 4)
    }

    @Test("loses and repeats nothing when it is divided", arguments: UInt64(1)...10)
    func partition(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let times = (0..<50).map { _ in Int64.random(in: 0..<40, using: &random) }.sorted()
        let table = try table(times: times)
        for cut in 0...41 as ClosedRange<Int64> {
            let before = table.before(Instant(milliseconds: cut))
            let after = table.between(Instant(milliseconds: cut), Instant(milliseconds: .max))
            #expect(before.times + after.times == times)
            #expect(before.users + after.users == table.users)
            #expect(before.times.allSatisfy { $0 < cut } && after.times.allSatisfy { $0 >= cut })
        }
    }

    @Test("names the column and row that break a rule")
    func refusals() {
        #expect(throws: InteractionsError.unsorted(row: 2)) { try table(times: [1, 3, 2]) }
        #expect(throws: InteractionsError.unequalLength(column: "messages", got: 1, expected: 4)) {
            try table(messages: [0])
        }
        #expect(throws: InteractionsError.unequalLength(column: "types", got: 0, expected: 4)) { try table(types: []) }
        #expect(throws: InteractionsError.ordinalOutOfRange(column: "users", row: 1, got: -1, count: 2)) {
            try table(users: [0, -1, 0, 0])
        }
        #expect(throws: InteractionsError.ordinalOutOfRange(column: "messages", row: 3, got: 3, count: 3)) {
            try table(messages: [0, 1, 2, 3])
        }
        #expect(throws: InteractionsError.ordinalOutOfRange(column: "messages", row: 0, got: -2, count: 3)) {
            try table(messages: [-2, 1, 2, 0])
        }
        #expect(throws: InteractionsError.ordinalOutOfRange(column: "campaigns", row: 0, got: 1, count: 1)) {
            try table(campaigns: [1, 0, 0, 0])
        }
        #expect(throws: InteractionsError.invalidAmount(row: 1, got: -1)) { try table(amounts: [0, -1, 0, 0]) }
        #expect(throws: InteractionsError.invalidAmount(row: 0, got: .infinity)) {
            try table(amounts: [.infinity, 0, 0, 0])
        }
        #expect(throws: InteractionsError.invalidCount(name: "messageCount", got: -1)) { try table(counts: (2, -1, 1)) }
    }
}
