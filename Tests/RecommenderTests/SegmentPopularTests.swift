import Domain
import Forecasting
import Graph
import Recommender
import Snapshots
import TestWorld
import Testing

/// What somebody of whom only country and device are known gets.
@Suite("Popular in a segment")
struct SegmentPopularTests {
    /// 30 people in DE who like tea, 24 of them on ios, where jam is liked too; 60 people in FR who like coffee; 5 in IT.
    private var world: TinyWorld {
        var world = TinyWorld(items: [
            .init(id: "coffee", text: "coffee"), .init(id: "tea", text: "tea"), .init(id: "jam", text: "jam"),
            .init(id: "salt", text: "salt", campaigns: ["c"]), .init(id: "gone", text: "gone", hidden: true),
        ])
        world.campaigns = [Campaign(id: "c", name: "Salt for all"), Campaign(id: "d", name: "Nothing")]
        func add(_ prefix: String, _ range: Range<Int>, _ message: String, _ country: String, _ device: Device) {
            for number in range {
                world.deeds.append(
                    TinyWorld.Deed(
                        user: "\(prefix)\(number)", message: message, daysAgo: 3 + number % 5, country: country,
                        device: device))
            }
        }
        add("de", 0..<24, "tea", "DE", .ios)
        add("de", 0..<20, "jam", "DE", .ios)
        add("de", 24..<30, "tea", "DE", .web)
        add("de", 0..<24, "gone", "DE", .ios)
        add("de", 24..<30, "gone", "DE", .web)
        add("fr", 0..<60, "coffee", "FR", .web)
        add("fr", 0..<3, "salt", "FR", .web)
        add("it", 0..<5, "salt", "IT", .android)
        return world
    }

    private func ask(
        _ country: String?, _ device: Device?, user: UserID? = nil, limit: Int = 10, of world: TinyWorld? = nil,
        change: (inout RecommendationRequest) -> Void = { _ in }
    ) throws -> (answer: Recommendation, engine: RecommendationEngine) {
        let engine = try (world ?? self.world).engine()
        var request = RecommendationRequest(userID: user, limit: limit, country: country, device: device)
        change(&request)
        return (try engine.recommend(request, queryVector: nil, now: TinyWorld.asOf), engine)
    }

    private func segment(_ item: RankedItem) -> (country: String?, device: Device?, users: Int, people: Int)? {
        for case .segment(let country, let device, let users, _, let people, _) in item.contributions[0].evidence {
            return (country, device, users, people)
        }
        return nil
    }

    @Test("The narrowest segment with 20 engaged people answers: country and device, else country, else device")
    func chain() throws {
        for (country, device, expected, people, top) in [
            ("DE", .ios, Segment(country: "DE", device: .ios), 24, "tea"),
            ("DE", .web, Segment(country: "DE", device: nil), 30, "tea"),
            ("DE", nil, Segment(country: "DE", device: nil), 30, "tea"),
            ("IT", .ios, Segment(country: nil, device: .ios), 24, "tea"),
            ("IT", .web, Segment(country: nil, device: .web), 66, "coffee"),
            (nil, .web, Segment(country: nil, device: .web), 66, "coffee"),
            ("FR", .android, Segment(country: "FR", device: nil), 60, "coffee"),
        ] as [(String?, Device?, Segment, Int, String)] {
            let (answer, _) = try ask(country, device)
            #expect(answer.strategy == .segmentPopular)
            #expect(answer.items.first?.id == top, "\(expected)")
            for item in answer.items {
                let found = try #require(segment(item))
                #expect(found.country == expected.country && found.device == expected.device && found.people == people)
                #expect(item.contributions.map(\.term) == ["popularity"] && item.contributions[0].weight == 1)
            }
        }
        for (country, device) in [("IT", nil), ("IT", .android), ("US", nil), (nil, nil)] as [(String?, Device?)] {
            let (answer, _) = try ask(country, device)
            #expect(answer.strategy == .coldStart && answer.items.first?.id == "coffee")
            #expect(answer.items.allSatisfy { segment($0) == nil })
            let why = answer.items.first?.policy.first ?? ""
            #expect(why.contains("fewer than 20 people") == (country != nil || device != nil), "\(why)")
        }
    }

    @Test("Raw is what everybody's popularity would be if all engaged as the segment does, and 20 more like everybody")
    func formula() throws {
        let (answer, engine) = try ask("DE", .ios)
        #expect(answer.items.map(\.id) == ["tea", "jam", "coffee", "salt"])
        let contents = engine.snapshot.contents
        let members = try #require(contents.segments.members(of: Segment(country: "DE", device: .ios)))
        #expect(contents.graph.engagedUserCount == 95)
        for item in answer.items {
            let ordinal = try #require(contents.catalogue.messageOrdinal(MessageID(item.id)))
            let overall = contents.graph.popularity(ofMessage: ordinal)
            let own = members.engagement(with: ordinal)
            let raw = ((own?.weight ?? 0) + 20 * overall / 95) * 95 / (24 + 20)
            let term = item.contributions[0]
            #expect(term.raw == raw)
            #expect(term.calibrated == engine.snapshot.manifest.blend.popularityCalibration(raw))
            #expect(
                term.evidence == [
                    .segment(
                        country: "DE", device: .ios, users: own?.users ?? 0, weight: own?.weight ?? 0, people: 24,
                        everybody: 95),
                    .popularity(users: contents.graph.userCount(ofMessage: ordinal), weight: overall),
                ])
        }
        #expect(
            answer.items.map { $0.contributions[0].raw } == answer.items.map { $0.contributions[0].raw }.sorted(by: >))
    }

    @Test("Reasons name the segment and count its people; what nobody there touched says so")
    func reasons() throws {
        let items = try ask("DE", .ios).answer.items
        #expect(items[0].reasons == ["Popular with people in DE on ios: 24 people bought it."])
        #expect(items[2].reasons == ["Popular: 60 people bought it, though nobody in DE on ios yet."])
        #expect(items[3].reasons.first == "Popular: 8 people bought it, though nobody in DE on ios yet.")
        #expect(try ask("DE", nil).answer.items[0].reasons == ["Popular with people in DE: 30 people bought it."])
        #expect(try ask(nil, .ios).answer.items[0].reasons == ["Popular with people on ios: 24 people bought it."])
        #expect(
            items[0].policy.first
                == "segment popular: nothing is known of this user, shown is what is popular with 24 people in DE on ios"
        )
    }

    @Test("Somebody known only by what was shown to them is placed by their latest events; the request has precedence")
    func latestEvents() throws {
        var world = world
        world.deeds.append(
            .init(user: "new", message: "salt", type: .impression, daysAgo: 9, country: "FR", device: .web))
        world.deeds.append(
            .init(user: "new", message: "salt", type: .impression, daysAgo: 2, country: "DE", device: .ios))
        let placed = try ask(nil, nil, user: "new", of: world).answer
        #expect(placed.strategy == .segmentPopular && placed.items[0].id == "tea")
        #expect(segment(placed.items[0])?.device == .ios && segment(placed.items[0])?.country == "DE")
        let asked = try ask("FR", nil, user: "new", of: world).answer
        #expect(segment(asked.items[0])?.country == "FR" && asked.items[0].id == "coffee")
        // Who has a history of their own needs no segment.
        #expect(try ask("FR", .web, user: "de1", of: world).answer.strategy == .personalized)
    }

    @Test("Where events after the build place somebody counts at once, whether the snapshot knows them or not")
    func fresh() throws {
        let later = TinyWorld.asOf.adding(days: 1)
        var world = world
        world.deeds.append(.init(user: "old", message: "salt", type: .impression, country: "FR", device: .web))
        let engine = try world.engine()
        var tail = FreshTail()
        for (number, user) in ["old", "new"].enumerated() {
            tail.add(
                Event(id: EventID("s\(number)"), time: later, type: .session, userID: UserID(user), device: .ios),
                arrival: later, contents: engine.snapshot.contents)
        }
        tail.add(
            Event(id: "s2", time: later, type: .session, userID: "new", country: "DE"), arrival: later,
            contents: engine.snapshot.contents)
        #expect(tail.stamp(for: "new") != tail.stamp(for: "old") && tail.stamp(for: "nobody") == "")
        let fresh = engine.with(tail: tail)
        for (user, country, device, top) in [
            ("old", "FR", nil, "coffee"), ("new", "DE", .ios, "tea"),
        ] as [(UserID, String, Device?, String)] {
            let answer = try fresh.recommend(
                RecommendationRequest(userID: user), queryVector: nil, now: TinyWorld.asOf)
            #expect(answer.strategy == .segmentPopular && answer.items[0].id == top)
            #expect(segment(answer.items[0])?.country == country && segment(answer.items[0])?.device == device)
        }
    }

    @Test("The rules hold as ever: min_score, excluded ids, a campaign; why-not and campaigns go by the segment, too")
    func rules() throws {
        let (answer, engine) = try ask("DE", .ios)
        let second = answer.items[1].score
        let short = try ask("DE", .ios, change: { $0.minimumScore = second }).answer
        #expect(short.items.map(\.id) == ["tea", "jam"] && short.strategy == .segmentPopular)
        #expect(try ask("DE", .ios, change: { $0.exclude = ["tea"] }).answer.items.first?.id == "jam")
        #expect(try ask("DE", .ios, change: { $0.campaignID = "c" }).answer.items.map(\.id) == ["salt"])
        #expect(try ask("DE", .ios, limit: 1).answer.items.map(\.id) == ["tea"])
        let request = RecommendationRequest(limit: 2, country: "DE", device: .ios)
        let found = try engine.whyNot(request, message: "coffee", queryVector: nil, now: TinyWorld.asOf)
        #expect(found.strategy == .segmentPopular && found.verdict == .outranked)
        #expect(found.sources.map(\.source) == ["popularity"] && found.sources[0].rank == 3)
        #expect(found.score == answer.items[2].score && found.sources[0].raw == answer.items[2].contributions[0].raw)
        let campaigns = try ask("DE", .ios, change: { $0.target = .campaign }).answer
        #expect(campaigns.strategy == .segmentPopular && campaigns.items.map(\.id) == ["c"])
        #expect(campaigns.items[0].contributions[0].raw == answer.items[3].contributions[0].raw)
    }
}
