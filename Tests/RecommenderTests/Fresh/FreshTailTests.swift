import Domain
import Recommender
import Snapshots
import TestNumbers
import Testing

/// Messages and deeds that came after the build: they take part at once, under the same rules and on the same scale.
@Suite("Fresh tail")
struct FreshTailTests {
    private static let later = TinyWorld.asOf.adding(days: 1)

    private func message(
        _ id: String, _ text: String? = nil, campaigns: [String] = [], hidden: Bool = false
    ) -> Message {
        Message(
            id: MessageID(id), text: text ?? "fresh \(id)", campaignIDs: campaigns.map { CampaignID($0) },
            hidden: hidden)
    }

    private func event(_ number: Int, _ user: String, _ message: String, _ type: EventType = .transaction) -> Event {
        Event(
            id: EventID("f\(number)"), time: Self.later.adding(seconds: Int64(number)), type: type,
            userID: UserID(user), messageID: MessageID(message))
    }

    /// The lively world and a tail of it.
    private func world(_ fill: (inout FreshTail, SnapshotContents) -> Void) throws -> RecommendationEngine {
        let engine = try TinyWorld.lively.engine()
        var tail = FreshTail()
        fill(&tail, engine.snapshot.contents)
        return engine.with(tail: tail)
    }

    private func add(
        _ tail: inout FreshTail, _ contents: SnapshotContents, _ message: Message, _ vector: [Float]? = [1, 0, 0]
    ) {
        tail.add(message, vector: vector, arrival: Self.later, contents: contents)
    }

    private func ask(
        _ engine: RecommendationEngine, _ request: RecommendationRequest, text: [Float]? = nil
    ) throws -> Recommendation {
        try engine.recommend(request, queryVector: text, now: TinyWorld.asOf)
    }

    @Test("An empty tail changes no bit of any answer")
    func empty() throws {
        let engine = try TinyWorld.lively.engine()
        let same = engine.with(tail: FreshTail())
        for user in 0..<7 {
            let request = RecommendationRequest(userID: UserID("u\(user)"), excludeSeen: user % 2 == 0)
            #expect(try ask(engine, request) == ask(same, request))
        }
    }

    @Test("A new message is found by a text and by a taste, scored exactly, and explained")
    func newMessage() throws {
        let engine = try world { tail, contents in add(&tail, contents, message("new"), [0.6, 0.8, 0]) }
        let found = try ask(engine, RecommendationRequest(text: "near it"), text: [0.6, 0.8, 0])
        let item = try #require(found.items.first { $0.id == "new" })
        #expect(
            item.contributions.first { $0.term == "similarity" }?.raw == Double(Float(0.6) * 0.6 + Float(0.8) * 0.8))
        #expect(item.contributions.first { $0.term == "graph" }?.raw == 0)
        #expect(item.score == item.contributions.reduce(0) { $0 + $1.value })
        #expect(item.reasons.contains("It arrived after the last build."))
        #expect(item.text == "fresh new")
        let personal = try ask(engine, RecommendationRequest(userID: "u1", limit: 100))
        let mine = try #require(personal.items.first { $0.id == "new" })
        guard case .neighbor? = mine.contributions.first?.evidence.first else {
            Issue.record("no neighbour speaks for it")
            return
        }
        #expect(try engine.similar(to: "new", limit: 3).count == 3)
        #expect(try engine.similar(to: "m0", limit: 20).contains { $0.id == "new" })
        let answer = try engine.whyNot(
            RecommendationRequest(userID: "u1", limit: 1), message: "new", queryVector: nil, now: TinyWorld.asOf)
        #expect(answer.verdict == .outranked || answer.verdict == .shown(rank: 1))
    }

    @Test("A message with a text that is known needs no embedding, and is not shown beside its equal")
    func knownText() throws {
        let engine = try world { tail, contents in
            #expect(
                tail.unknownTexts(of: [message("twin", "thing number 0"), message("m3")], contents: contents) == [])
            add(&tail, contents, message("twin", "thing number 0"), nil)
        }
        let items = try ask(engine, RecommendationRequest(text: "x", limit: 100), text: [1, 0, 0]).items
        #expect(items.count { $0.text == "thing number 0" } == 1)
        #expect(try engine.similar(to: "m0", limit: 1).first?.id == "twin")
    }

    @Test("A message without an embedding is not taken, and the answer says so")
    func noModel() throws {
        var tail = FreshTail()
        let engine = try TinyWorld.lively.engine()
        let contents = engine.snapshot.contents
        for vector in [nil, [1, 0], [.nan, 0, 0]] as [[Float]?] {
            let isTaken = tail.add(message("new"), vector: vector, arrival: Self.later, contents: contents)
            #expect(!isTaken)
        }
        #expect(tail.isEmpty && tail.unknownTexts(of: [message("new")], contents: contents) == ["fresh new"])
        tail.waitingCount = 1
        let answer = try ask(engine.with(tail: tail), RecommendationRequest(userID: "u1"))
        #expect(answer.degraded["fresh_messages"]?.hasPrefix("1 new message") == true)
    }

    @Test("Exclusions, withdrawal, campaigns and what was seen hold for new messages and new deeds")
    func rules() throws {
        let engine = try world { tail, contents in
            add(&tail, contents, message("new-a", campaigns: ["c0"]))
            add(&tail, contents, message("new-b"), [0.9, 0.1, 0])
            add(&tail, contents, message("gone", hidden: true))
            add(&tail, contents, message("m0", "thing number 0", hidden: true), nil)
            tail.add(event(1, "u1", "new-a"), arrival: Self.later, contents: contents)
            tail.add(event(2, "u1", "m1", .impression), arrival: Self.later, contents: contents)
        }
        func ids(_ request: RecommendationRequest) throws -> Set<String> {
            var request = request
            request.text = "x"
            request.limit = 100
            return Set(try ask(engine, request, text: [1, 0, 0]).items.map(\.id))
        }
        let all = try ids(RecommendationRequest())
        #expect(all.isSuperset(of: ["new-a", "new-b"]) && all.isDisjoint(with: ["gone", "m0"]))
        #expect(try !ids(RecommendationRequest(exclude: ["new-a"])).contains("new-a"))
        #expect(try !ids(RecommendationRequest(userID: "u1")).contains("new-a"))
        #expect(try ids(RecommendationRequest(userID: "u1", excludeSeen: false)).contains("new-a"))
        #expect(try ids(RecommendationRequest(userID: "u1", seenTypes: [.view])).contains("new-a"))
        #expect(try !ids(RecommendationRequest(userID: "u1", seenTypes: [.impression])).contains("m1"))
        let scoped = try ids(RecommendationRequest(campaignID: "c0"))
        #expect(scoped.contains("new-a") && !scoped.contains("new-b"))
        let session = try ids(RecommendationRequest(session: ["new-a"]))
        #expect(!session.contains("new-a"))
        let gone = try engine.whyNot(
            RecommendationRequest(userID: "u1"), message: "m0", queryVector: nil, now: TinyWorld.asOf)
        #expect(gone.verdict == .filtered(.withdrawn))
    }

    @Test("Somebody whom the snapshot does not know is answered from what they did since")
    func newUser() throws {
        let engine = try world { tail, contents in
            add(&tail, contents, message("new"), [0.1, 1, 0.1])
            tail.add(event(1, "newcomer", "new"), arrival: Self.later, contents: contents)
            tail.add(event(2, "newcomer", "m1"), arrival: Self.later, contents: contents)
        }
        let answer = try ask(engine, RecommendationRequest(userID: "newcomer"))
        #expect(answer.strategy == .personalized)
        #expect(answer.items.allSatisfy { $0.id != "new" && $0.id != "m1" })
        #expect(answer.items.contains { item in item.contributions.contains { $0.term == "graph" && $0.raw > 0 } })
        #expect(try ask(engine, RecommendationRequest(userID: "stranger")).strategy == .coldStart)
        let cause = try engine.counterfactual(
            RecommendationRequest(userID: "newcomer"), queryVector: nil, now: TinyWorld.asOf)
        #expect(cause.historyCount == 2)
    }

    @Test("Where the forecast ships alone, what was just done is heard all the same")
    func listening() throws {
        var world = TinyWorld.lively
        world.weights = SignalValues(similarity: 0, graph: 0, forecast: 1)
        world.listeningWeights = SignalValues(similarity: 0.5, graph: 0.25, forecast: 0.25)
        let engine = try world.engine()
        var tail = FreshTail()
        tail.add(event(1, "u1", "m3"), arrival: Self.later, contents: engine.snapshot.contents)
        tail.add(event(2, "newcomer", "m3"), arrival: Self.later, contents: engine.snapshot.contents)
        let fresh = engine.with(tail: tail)
        func weights(_ engine: RecommendationEngine, _ request: RecommendationRequest) throws -> [Double] {
            let items = try ask(engine, request, text: request.text.map { _ in [1, 0, 0] }).items
            #expect(items.allSatisfy { $0.contributions.map(\.weight) == items[0].contributions.map(\.weight) })
            return items.first?.contributions.map(\.weight) ?? []
        }
        let (shipped, listening) = ([0.0, 0, 1], [0.5, 0.25, 0.25])
        #expect(try weights(engine, RecommendationRequest(userID: "u1")) == shipped)
        #expect(try weights(fresh, RecommendationRequest(userID: "u2")) == shipped)
        #expect(try weights(fresh, RecommendationRequest(userID: "u1")) == listening)
        #expect(try weights(fresh, RecommendationRequest(userID: "newcomer")) == listening)
        #expect(try weights(engine, RecommendationRequest(userID: "u1", session: ["m1"])) == listening)
        #expect(try weights(engine, RecommendationRequest(userID: "u1", text: "x")) == listening)
        #expect(try weights(engine, RecommendationRequest(messageID: "m1")) == listening)
    }

    @Test("A rejection after the build takes a message out of the history")
    func rejection() throws {
        var world = TinyWorld.lively
        world.deeds = [.init(user: "u0", message: "m0"), .init(user: "u1", message: "m0")]
        let engine = try world.engine()
        var tail = FreshTail()
        // An unknown message has no effect, and an event without one neither.
        tail.add(event(1, "u0", "nothing"), arrival: Self.later, contents: engine.snapshot.contents)
        tail.add(
            Event(id: "f2", time: Self.later, type: .session, userID: "u0"), arrival: Self.later,
            contents: engine.snapshot.contents)
        #expect(tail.eventCount == 2 && tail.touches(of: "u0").isEmpty)
        let request = RecommendationRequest(userID: "u0")
        #expect(try ask(engine.with(tail: tail), request).items == ask(engine, request).items)
    }

    @Test("What is popular since the build is shown to people who are not known")
    func popularity() throws {
        let engine = try world { tail, contents in
            add(&tail, contents, message("hit"))
            for number in 0..<30 {
                tail.add(event(number, "fan\(number % 10)", "hit"), arrival: Self.later, contents: contents)
            }
        }
        let first = try #require(try ask(engine, RecommendationRequest(limit: 1)).items.first)
        #expect(first.id == "hit")
        #expect(first.contributions[0].evidence == [.popularity(users: 10, weight: 90)])
    }

    @Test("The stamp changes with one's own deeds and with messages, not with what others do")
    func stamp() throws {
        let engine = try TinyWorld.lively.engine()
        let contents = engine.snapshot.contents
        var tail = FreshTail()
        var stamps: [String] = [tail.stamp(for: "u1")]
        #expect(stamps == [""])
        tail.add(event(1, "u2", "m1"), arrival: Self.later, contents: contents)
        #expect(tail.stamp(for: "u1") == "" && tail.stamp(for: nil) == "" && tail.stamp(for: "u2") != "")
        tail.add(event(2, "u1", "m1"), arrival: Self.later, contents: contents)
        stamps.append(tail.stamp(for: "u1"))
        add(&tail, contents, message("new"))
        stamps.append(tail.stamp(for: "u1"))
        add(&tail, contents, message("new"))
        #expect(tail.stamp(for: "u1") == stamps.last, "the same message again is no change")
        add(&tail, contents, message("new", hidden: true))
        stamps.append(tail.stamp(for: "u1"))
        add(&tail, contents, message("m1", "thing number 1", hidden: true), nil)
        stamps.append(tail.stamp(for: "u1"))
        add(&tail, contents, message("m1", "thing number 1"), nil)
        stamps.append(tail.stamp(for: "u1"))
        #expect(Set(stamps).count == stamps.count)
        #expect(tail.until == Self.later)
    }

    @Test("Random tails keep every promise", arguments: 0..<6 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let engine = try TinyWorld.lively.engine()
        let contents = engine.snapshot.contents
        var tail = FreshTail()
        var hidden: Set<String> = []
        var seen: [String: Set<String>] = [:]
        for number in 0..<120 {
            let known = Int.random(in: 0..<10, using: &random)
            if Int.random(in: 0..<3, using: &random) == 0 {
                let id = "n\(known)"
                let isHidden = Int.random(in: 0..<4, using: &random) == 0
                let vector = (0..<3).map { _ in Float.random(in: 0.1...1, using: &random) }
                add(&tail, contents, message(id, hidden: isHidden), vector)
                if isHidden { hidden.insert(id) } else { hidden.remove(id) }
            } else {
                let id = Bool.random(using: &random) ? "m\(known % 8)" : "n\(known)"
                let user = "u\(Int.random(in: 0..<9, using: &random))"
                let before = tail.touches(of: UserID(user)).count
                tail.add(event(number, user, id), arrival: Self.later, contents: contents)
                if tail.touches(of: UserID(user)).count > before { seen[user, default: []].insert(id) }
            }
            let now = engine.with(tail: tail)
            let user = "u\(Int.random(in: 0..<9, using: &random))"
            let exclude = ["m\(known % 8)", "n\(number % 10)"]
            let request = RecommendationRequest(
                userID: UserID(user), limit: 1 + number % 20, minimumScore: number % 2 == 0 ? 0 : 0.3, exclude: exclude)
            let answer = try ask(now, request)
            #expect(try ask(now, request) == answer)
            let ids = Set(answer.items.map(\.id))
            #expect(ids.count == answer.items.count && ids.isDisjoint(with: exclude))
            #expect(ids.isDisjoint(with: hidden) && ids.isDisjoint(with: seen[user] ?? []))
            for item in answer.items {
                #expect(item.score == item.contributions.reduce(0) { $0 + $1.value })
                #expect(item.score >= request.minimumScore)
            }
        }
    }
}
