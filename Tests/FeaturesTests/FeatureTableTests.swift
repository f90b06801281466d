import Domain
import Features
import Testing

@Suite("The feature table")
struct FeatureTableTests {
    private func close(_ value: Float, _ expected: Double) -> Bool {
        if expected.isNaN { return value.isNaN }
        return abs(Double(value) - expected) <= 1e-5 * max(1e-3, abs(expected))
    }

    @Test("counts every feature as its description says", arguments: UInt64(1)...25)
    func twin(seed: UInt64) throws {
        let log = try RandomLog(seed: seed)
        let table = log.table
        let twin = NaiveTwin(log)
        for user in 0..<Int32(log.interactions.userCount) {
            for message in 0..<Int32(log.interactions.messageCount) {
                let expected = twin.features(user: user, message: message)
                #expect(expected.count == FeatureTable.featureCount)
                let vector = table.vector(user: user, message: message)
                for (definition, value) in zip(FeatureTable.definitions, vector) {
                    let expectation = try #require(expected[definition.name])
                    #expect(
                        close(value, expectation),
                        "\(definition.name) of user \(user), message \(message): \(value), expected \(expectation)")
                }
            }
        }
    }

    @Test("knows nothing of the future", arguments: UInt64(1)...5)
    func noFuture(seed: UInt64) throws {
        let log = try RandomLog(seed: seed)
        let past = FeatureTable(
            interactions: log.interactions.before(log.asOf), messageCampaigns: log.messageCampaigns, asOf: log.asOf)
        for user in 0..<Int32(log.interactions.userCount) {
            for message in 0..<Int32(log.interactions.messageCount) {
                #expect(
                    past.vector(user: user, message: message).map(\.bitPattern)
                        == log.table.vector(user: user, message: message).map(\.bitPattern))
            }
        }
    }

    /// The value of a feature for user 0 and message 0 of a log of clicks at the given ages in milliseconds.
    private func value(_ name: String, agesOfClicks ages: [Int64]) throws -> Float {
        let asOf = Instant(seconds: 1_488_499_200)
        let interactions = try Interactions(
            userCount: 1, messageCount: 1, campaignCount: 0, users: ages.map { _ in 0 }, messages: ages.map { _ in 0 },
            campaigns: ages.map { _ in -1 }, times: ages.map { asOf.milliseconds - $0 }.sorted(),
            types: ages.map { _ in .click }, amounts: ages.map { _ in .nan })
        let table = FeatureTable(interactions: interactions, messageCampaigns: [[]], asOf: asOf)
        let index = try #require(FeatureTable.definitions.firstIndex { $0.name == name })
        return table.vector(user: 0, message: 0)[index]
    }

    @Test("counts in windows that include their start and not their end", arguments: [7, 30, 90])
    func windows(days: Int64) throws {
        let day = Instant.millisecondsPerDay
        for name in ["user_events_\(days)d", "message_events_\(days)d"] {
            #expect(try value(name, agesOfClicks: [0]) == 0)
            #expect(try value(name, agesOfClicks: [-1]) == 0)
            #expect(try value(name, agesOfClicks: [1]) == 1)
            #expect(try value(name, agesOfClicks: [days * day]) == 1)
            #expect(try value(name, agesOfClicks: [days * day + 1]) == 0)
        }
    }

    @Test("measures gaps and how overdue a habit is")
    func overdue() throws {
        let day = Instant.millisecondsPerDay
        #expect(try value("pair_mean_gap_days", agesOfClicks: [20 * day]).isNaN)
        #expect(try value("pair_mean_gap_days", agesOfClicks: [20 * day, 30 * day, 50 * day]) == 15)
        #expect(try value("pair_overdue_ratio", agesOfClicks: [30 * day, 40 * day, 60 * day]) == 2)
        #expect(try value("pair_overdue_ratio", agesOfClicks: [day, day]).isNaN)
        #expect(try value("pair_days_since_last", agesOfClicks: [day / 2]) == 0.5)
    }

    @Test(
        "knows the calendar of the day", arguments: [("2016-02-29T23:59:59Z", 0, 29), ("2017-03-05T00:00:00Z", 6, 5)])
    func calendar(text: String, weekday: Float, day: Float) throws {
        let asOf = try #require(Instant(rfc3339: text))
        let none = try Interactions(
            userCount: 0, messageCount: 0, campaignCount: 0, users: [], messages: [], campaigns: [], times: [],
            types: [], amounts: [])
        let table = FeatureTable(interactions: none, messageCampaigns: [], asOf: asOf)
        let values = Array(table.vector(user: nil, message: 0).suffix(4))
        #expect(values[0] == weekday)
        #expect(values[1] == day)
    }

    @Test(
        "has NaN for what it does not know of a stranger, no engagement for a new message, and the pair features of none"
    )
    func strangers() throws {
        let log = try RandomLog(seed: 1)
        let table = log.table
        let definitions = FeatureTable.definitions
        let known = table.vector(user: 0, message: 1)
        for stranger in [nil, -1, Int32(table.userCount), .max] as [Int32?] {
            for (index, value) in table.vector(user: stranger, message: 1).enumerated() {
                switch definitions[index].entity {
                case .user: #expect(value.isNaN)
                case .message, .calendar: #expect(value.bitPattern == known[index].bitPattern)
                case .pair:
                    let isDuration = ["days_since", "gap", "overdue"].contains { definitions[index].name.contains($0) }
                    #expect(isDuration ? value.isNaN : value == 0)
                }
            }
        }
        for message in [-1, Int32(table.messageCount), .max, .min] {
            for (index, value) in table.vector(user: 0, message: message).enumerated()
            where definitions[index].entity == .message {
                // As a message that nobody has touched: it may have come after the view.
                let isCount = ["events", "users"].contains { definitions[index].name.hasPrefix("message_\($0)") }
                #expect(isCount ? value == 0 : value.isNaN)
            }
        }
    }

    @Test("names each feature once, by its entity, in the order of the parts")
    func definitions() {
        let definitions = FeatureTable.definitions
        #expect(Set(definitions.map(\.name)).count == definitions.count)
        #expect(definitions.allSatisfy { $0.name.hasPrefix("\($0.entity.rawValue)_") })
        #expect(definitions.allSatisfy { $0.description.hasSuffix(".") && !$0.unit.isEmpty })
        let order = definitions.map { FeatureDefinition.Entity.allCases.firstIndex(of: $0.entity) ?? -1 }
        #expect(order == order.sorted())
        #expect(definitions.count == 35)
    }

    @Test("writes vectors beside each other")
    func fill() throws {
        let table = try RandomLog(seed: 2).table
        let width = FeatureTable.featureCount
        var rows = [Float](repeating: -7, count: 2 * width + 1)
        table.fill(user: 1, message: 2, into: &rows, at: 0)
        table.fill(user: nil, message: 3, into: &rows, at: width)
        let expected = table.vector(user: 1, message: 2) + table.vector(user: nil, message: 3) + [-7]
        #expect(rows.map(\.bitPattern) == expected.map(\.bitPattern))
    }
}
