import Columns
import Domain
import Foundation
import Graph
import TestNumbers
import Testing

/// What the people of each country and device engaged with.
@Suite("Segment popularity")
struct SegmentPopularityTests {
    private struct Pair: Hashable {
        let user: Int32
        let message: Int32
    }

    private static let asOf = Instant(milliseconds: 40 * 86_400_000)
    private static let users = 60
    private static let messages = 15

    /// A seeded log, and where each event happened.
    private func log(seed: UInt64, rows: Int = 1500) throws -> (interactions: Interactions, places: [Segment]) {
        var random = SeededGenerator(seed: seed)
        let countries = [nil, "DE", "FR", "us", "no country"]
        let times = (0..<rows).map { _ in Int64(random.next() % (50 * 86_400_000)) }.sorted()
        let types: [EventType] = [.view, .click, .transaction, .impression, .session]
        let interactions = try Interactions(
            userCount: Self.users, messageCount: Self.messages, campaignCount: 0,
            users: (0..<rows).map { _ in Int32(random.next() % UInt64(Self.users)) },
            messages: (0..<rows).map { _ in Int32(random.next() % UInt64(Self.messages + 1)) - 1 },
            campaigns: (0..<rows).map { _ in -1 }, times: times,
            types: (0..<rows).map { _ in types[Int(random.next() % 5)] }, amounts: (0..<rows).map { _ in .nan })
        let places = (0..<rows).map { row in
            Segment(
                country: countries[Int(random.next() % (interactions.users[row] % 7 == 0 ? 5 : 3))],
                device: [nil, .ios, .android, .web][Int(random.next() % 4)])
        }
        return (interactions, places)
    }

    @Test("It holds what a plain table of the segment's own events holds, for enough people only", arguments: 0..<6)
    func table(seed: Int) throws {
        let (interactions, places) = try log(seed: UInt64(seed))
        let parameters = GraphParameters(eventWeights: [.view: 1, .click: -2, .transaction: 3])
        let built = SegmentPopularity.build(
            interactions: interactions, places: places, asOf: Self.asOf, parameters: parameters)
        let graph = EngagementGraph.build(
            interactions: interactions, messageCampaigns: [[Int32]](repeating: [], count: Self.messages),
            asOf: Self.asOf, parameters: parameters)
        let rows = (0..<interactions.count).filter { interactions.times[$0] < Self.asOf.milliseconds }
        var kept = 0
        for country in [nil, "DE", "FR", "US", "IT"] {
            for device in [nil] + Device.allCases.map(Optional.some) {
                let segment = Segment(country: country, device: device)
                guard !segment.isEverybody else { continue }
                var pairs: [Pair: Double] = [:]
                for row in rows where interactions.messages[row] >= 0 {
                    let place = places[row]
                    guard country == nil || place.country == country, device == nil || place.device == device else {
                        continue
                    }
                    let age = Self.asOf.days(since: Instant(milliseconds: interactions.times[row]))
                    let decayed = pow(2, -age / parameters.halfLifeDays)
                    pairs[Pair(user: interactions.users[row], message: interactions.messages[row]), default: 0] +=
                        parameters.weight(of: interactions.types[row]) * decayed
                }
                let engaged = pairs.filter { $0.value > 0 }
                let people = Set(engaged.keys.map(\.user)).count
                guard let members = built.members(of: segment) else {
                    #expect(people < SegmentPopularity.leastPeople, "\(segment) is missing")
                    continue
                }
                kept += 1
                #expect(members.people == people && people >= SegmentPopularity.leastPeople)
                for message in 0..<Int32(Self.messages) {
                    let own = engaged.filter { $0.key.message == message }
                    let found = members.engagement(with: message)
                    #expect(found?.users ?? 0 == own.count)
                    let weight = own.values.reduce(0, +)
                    #expect(abs((found?.weight ?? 0) - weight) <= 1e-5 * max(1, weight))
                }
                let top = members.top(4, score: { $1 }, excluding: { $0 == 3 })
                let order = (0..<Int32(Self.messages)).filter { $0 != 3 && members.engagement(with: $0) != nil }
                    .map { (message: $0, weight: members.engagement(with: $0)?.weight ?? 0) }
                    .sorted { ($0.weight, $1.message) > ($1.weight, $0.message) }
                #expect(top.map(\.message) == order.prefix(4).map(\.message))
            }
        }
        #expect(kept > 3 && kept == built.count)
        #expect(graph.engagedUserCount == (0..<Int32(Self.users)).count { !graph.userHistory($0).isEmpty })
    }

    @Test("A segment that holds everybody has the graph's own popularity, bit by bit")
    func everybody() throws {
        let (interactions, _) = try log(seed: 9)
        let places = [Segment](repeating: Segment(country: "de", device: nil), count: interactions.count)
        let built = SegmentPopularity.build(
            interactions: interactions, places: places, asOf: Self.asOf, parameters: GraphParameters())
        let graph = EngagementGraph.build(
            interactions: interactions, messageCampaigns: [[Int32]](repeating: [], count: Self.messages),
            asOf: Self.asOf, parameters: GraphParameters())
        #expect(built.count == 1)
        let members = try #require(built.members(of: Segment(country: "DE", device: nil)))
        #expect(members.people == graph.engagedUserCount)
        for message in 0..<Int32(Self.messages) {
            #expect(members.engagement(with: message)?.weight ?? 0 == graph.popularity(ofMessage: message))
            #expect(members.engagement(with: message)?.users ?? 0 == graph.userCount(ofMessage: message))
        }
    }

    @Test("The latest country and the latest device of a user are kept, whatever the event")
    func places() throws {
        let interactions = try Interactions(
            userCount: 3, messageCount: 1, campaignCount: 0, users: [0, 0, 0, 1, 0], messages: [-1, 0, -1, -1, -1],
            campaigns: [-1, -1, -1, -1, -1], times: [1, 2, 3, 4, 900],
            types: [.session, .view, .impression, .session, .session], amounts: [.nan, .nan, .nan, .nan, .nan])
        let built = SegmentPopularity.build(
            interactions: interactions,
            places: [
                Segment(country: "DE", device: .web), Segment(country: nil, device: .ios),
                Segment(country: "FR", device: nil), Segment(country: nil, device: nil),
                Segment(country: "US", device: .web),
            ], asOf: Instant(milliseconds: 900), parameters: GraphParameters())
        #expect(built.place(of: 0) == Segment(country: "FR", device: .ios))
        for user in [-1, 1, 2, 3] as [Int32] { #expect(built.place(of: user).isEverybody) }
    }

    @Test("Every segment has a code of its own that reads back; other codes are none's")
    func codes() {
        var codes: Set<UInt32> = []
        for country in [nil, "DE", "FR", "AA", "ZZ"] {
            for device in [nil] + Device.allCases.map(Optional.some) {
                let segment = Segment(country: country, device: device)
                #expect(Segment(code: segment.code) == segment)
                codes.insert(segment.code)
            }
        }
        #expect(codes.count == 20)
        for code: UInt32 in [4, 0x41 << 8, 0x41 << 16, 0x6161_00, 0x0141_4100, .max] {
            #expect(Segment(code: code) == nil, "\(code)")
        }
        #expect(
            Segment(country: "germany", device: nil).isEverybody && Segment(country: "de", device: nil).country == "DE")
        #expect(
            Segment(country: "DE", device: .ios).widening == [
                Segment(country: "DE", device: .ios), Segment(country: "DE", device: nil),
                Segment(country: nil, device: .ios),
            ])
        #expect(Segment(country: nil, device: .ios).widening == [Segment(country: nil, device: .ios)])
        #expect(Segment(country: nil, device: nil).widening.isEmpty)
    }

    @Test("A later place replaces what it names and leaves the rest")
    func updated() {
        let none = Segment(country: nil, device: nil)
        let german = Segment(country: "DE", device: .ios)
        #expect(none.updated(by: german) == german && german.updated(by: none) == german)
        #expect(german.updated(by: Segment(country: "FR", device: nil)) == Segment(country: "FR", device: .ios))
        #expect(german.updated(by: Segment(country: nil, device: .web)) == Segment(country: "DE", device: .web))
    }

    @Test("Columns that contradict themselves are refused and named")
    func hostile() throws {
        let de = Segment(country: "DE", device: nil).code
        let ios = Segment(country: nil, device: .ios).code
        func column(
            codes: [UInt32]? = nil, people: [Int32] = [20, 25], offsets: [Int64] = [0, 1, 3],
            messages: [Int32] = [1, 0, 1], weights: [Float] = [1, 2, 3], users: [Int32] = [20, 1, 25],
            userCodes: [UInt32] = [UInt32](repeating: 0, count: 30), count: Int = 2
        ) -> String? {
            do throws(GraphError) {
                _ = try SegmentPopularity(
                    codes: FlatColumn(codes ?? [ios, de]), people: FlatColumn(people), offsets: FlatColumn(offsets),
                    messages: FlatColumn(messages), weights: FlatColumn(weights), users: FlatColumn(users),
                    userCodes: FlatColumn(userCodes), messageCount: count)
                return nil
            } catch {
                switch error {
                case .invalidCount(let column, _, _), .invalidOffset(let column, _, _),
                    .invalidTarget(let column, _, _, _), .invalidValue(let column, _, _, _):
                    return column
                default: return "\(error)"
                }
            }
        }
        #expect(column() == nil)
        #expect(column(codes: [de, ios]) == "segmentCodes" && column(codes: [ios, ios]) == "segmentCodes")
        #expect(column(codes: [0, de]) == "segmentCodes" && column(codes: [ios, .max]) == "segmentCodes")
        #expect(column(codes: [ios]) == "segmentPeople")
        #expect(column(people: [19, 25]) == "segmentPeople" && column(people: [20, 31]) == "segmentPeople")
        #expect(column(people: [-1, 25]) == "segmentPeople")
        for offsets: [Int64] in [[], [0, 1], [1, 2, 3], [0, 4, 3], [0, -1, 3], [0, 1, .max], [0, 1, 2]] {
            #expect(column(offsets: offsets) == "segmentOffsets", "\(offsets)")
        }
        for messages: [Int32] in [[1, 1, 0], [1, 0, 0], [-1, 0, 1], [2, 0, 1]] {
            #expect(column(messages: messages) == "segmentMessages", "\(messages)")
        }
        for weight: Float in [0, -1, .nan, .infinity] { #expect(column(weights: [weight, 2, 3]) == "segmentWeights") }
        #expect(column(weights: [1]) == "segmentWeights" && column(users: [1]) == "segmentUsers")
        for count: Int32 in [0, -1, 21] { #expect(column(users: [count, 1, 25]) == "segmentUsers") }
        #expect(column(userCodes: [UInt32](repeating: 4, count: 30)) == "segmentUserCodes")
    }
}
