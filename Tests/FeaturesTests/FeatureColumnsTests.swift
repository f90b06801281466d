import Columns
import Domain
import Features
import TestNumbers
import Testing

@Suite("The flat form of a feature table")
struct FeatureColumnsTests {
    /// The columns as arrays that a test may spoil.
    struct Parts {
        var integers: [String: [Int32]]
        var offsets: [String: [Int64]]
        var numbers: [String: [Float]]
        let campaignCount: Int
        let asOf: Instant

        init(_ table: FeatureTable) {
            let columns = table.columns
            integers = [
                "pairMessages": columns.pairMessages.array, "userCampaigns": columns.userCampaigns.array,
                "messageCampaigns": columns.messageCampaigns.array,
            ]
            offsets = [
                "pair": columns.pairOffsets.array, "userCampaign": columns.userCampaignOffsets.array,
                "messageCampaign": columns.messageCampaignOffsets.array,
            ]
            numbers = [
                "userRows": columns.userRows.array, "messageRows": columns.messageRows.array,
                "pairRows": columns.pairRows.array, "userCampaignEvents": columns.userCampaignEvents.array,
                "userCampaignImpressions": columns.userCampaignImpressions.array,
            ]
            campaignCount = table.campaignCount
            asOf = table.asOf
        }

        func table() throws -> FeatureTable {
            func integer(_ name: String) -> FlatColumn<Int32> { FlatColumn(integers[name] ?? []) }
            func offset(_ name: String) -> FlatColumn<Int64> { FlatColumn(offsets[name] ?? []) }
            func number(_ name: String) -> FlatColumn<Float> { FlatColumn(numbers[name] ?? []) }
            return try FeatureTable(
                columns: FeatureColumns(
                    userRows: number("userRows"), messageRows: number("messageRows"), pairOffsets: offset("pair"),
                    pairMessages: integer("pairMessages"), pairRows: number("pairRows"),
                    userCampaignOffsets: offset("userCampaign"), userCampaigns: integer("userCampaigns"),
                    userCampaignEvents: number("userCampaignEvents"),
                    userCampaignImpressions: number("userCampaignImpressions"),
                    messageCampaignOffsets: offset("messageCampaign"), messageCampaigns: integer("messageCampaigns")),
                campaignCount: campaignCount, asOf: asOf)
        }
    }

    @Test("gives the same table back", arguments: UInt64(1)...4)
    func roundTrip(seed: UInt64) throws {
        let table = try RandomLog(seed: seed).table
        let copy = try Parts(table).table()
        for user in 0..<Int32(table.userCount) {
            for message in 0..<Int32(table.messageCount) {
                #expect(
                    copy.vector(user: user, message: message).map(\.bitPattern)
                        == table.vector(user: user, message: message).map(\.bitPattern))
            }
        }
    }

    @Test("refuses any column that is cut short or longer than it should be")
    func lengths() throws {
        let parts = Parts(try RandomLog(seed: 1).table)
        for name in parts.integers.keys {
            var spoiled = parts
            spoiled.integers[name]?.removeLast()
            #expect(throws: FeatureError.self, "\(name)") { try spoiled.table() }
            spoiled = parts
            spoiled.integers[name]?.append(0)
            #expect(throws: FeatureError.self, "\(name)") { try spoiled.table() }
        }
        for name in parts.offsets.keys {
            var spoiled = parts
            spoiled.offsets[name]?.removeLast()
            #expect(throws: FeatureError.self, "\(name)") { try spoiled.table() }
            spoiled.offsets[name] = []
            #expect(throws: FeatureError.self, "\(name)") { try spoiled.table() }
        }
        for name in parts.numbers.keys {
            var spoiled = parts
            spoiled.numbers[name]?.removeLast()
            #expect(throws: FeatureError.self, "\(name)") { try spoiled.table() }
        }
    }

    @Test("refuses hostile elements wherever they stand, and never traps on them")
    func elements() throws {
        let parts = Parts(try RandomLog(seed: 2).table)
        var random = SeededGenerator(seed: 11)
        for (name, column) in parts.integers {
            for hostile in [-1, .min, .max, 1000] as [Int32] {
                var spoiled = parts
                spoiled.integers[name]?[Int.random(in: 0..<column.count, using: &random)] = hostile
                #expect(throws: FeatureError.self, "\(name) \(hostile)") { try spoiled.table() }
            }
        }
        for (name, column) in parts.offsets {
            for hostile in [-1, .min, .max, 100_000] as [Int64] {
                for index in [0, column.count / 2, column.count - 1] {
                    var spoiled = parts
                    spoiled.offsets[name]?[index] = hostile
                    #expect(throws: FeatureError.self, "\(name)[\(index)] \(hostile)") { try spoiled.table() }
                }
            }
        }
        for (name, column) in parts.numbers {
            for hostile in [-1, .infinity, -.infinity] as [Float] {
                var spoiled = parts
                spoiled.numbers[name]?[Int.random(in: 0..<column.count, using: &random)] = hostile
                #expect(throws: FeatureError.self, "\(name) \(hostile)") { try spoiled.table() }
            }
        }
    }

    @Test("says which column and element is wrong")
    func message() throws {
        var parts = Parts(try RandomLog(seed: 3).table)
        parts.numbers["userRows"]?[5] = -.infinity
        #expect(throws: FeatureError.invalidValue(column: "userRows", index: 5, got: -.infinity)) {
            try parts.table()
        }
    }
}
