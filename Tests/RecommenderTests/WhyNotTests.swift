import Columns
import Domain
import Graph
import Recommender
import SemanticSearch
import Snapshots
import TestWorld
import Testing

/// Why a message is not in an answer.
@Suite("Why not")
struct WhyNotTests {
    @Test(
        "Every message of the catalogue gets the verdict that the answer bears out",
        .enabled(if: TestModel.isAvailable),
        arguments: 0..<8 as Range<UInt64>)
    func verdicts(seed: UInt64) async throws {
        let world = try await BuiltWorld()
        var requests = RandomRequests(seed: seed + 900, shop: world.shop)
        for _ in 0..<12 {
            let now = requests.flip() ? world.asOf : world.early
            let request = requests.next()
            let answer = try world.recommend(request, now: now)
            let hidden = world.hidden(from: request, at: now)
            for message in world.shop.messages {
                let found = try world.engine.whyNot(
                    request, message: message.id, queryVector: world.textVector(of: request), now: now)
                let problems = try problems(
                    with: found, of: message, in: answer, to: request, world: world, now: now, hidden: hidden)
                #expect(problems.isEmpty, "\(problems): \(found.verdict) of \(message.id) in \(request)")
            }
        }
    }

    private func problems(
        with found: WhyNot, of message: Message, in answer: Recommendation, to request: RecommendationRequest,
        world: BuiltWorld, now: Instant, hidden: Set<Int32>
    ) throws -> [String] {
        var problems: [String] = []
        func require(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
        let ordinal = try #require(world.catalogue.messageOrdinal(message.id))
        let item = answer.items.first { $0.id == message.id.rawValue }
        require(found.strategy == answer.strategy && found.candidateCount == answer.candidateCount, "another run")
        require(found.score == found.contributions.reduce(0) { $0 + $1.value }, "a score that is not the sum")
        require(!found.sentence.isEmpty && found.text == message.text, "no words")
        if let last = answer.items.last {
            require(found.gap?.lastID == last.id && found.gap?.lastScore == last.score, "another last item")
            require(found.gap.map { abs($0.terms.reduce(0) { $0 + $1.difference } - $0.total) < 1e-12 } == true, "gap")
        } else {
            require(found.gap == nil, "a gap to nothing")
        }
        let isLimited = request.campaignID != nil || !request.campaignIDs.isEmpty
        if case .shown(let rank) = found.verdict {
            require(item?.rank == rank && item?.contributions == found.contributions, "another item")
            return problems
        }
        require(item == nil, "an item that is shown")
        let lowest = answer.items.map(\.score).min() ?? 0
        switch found.verdict {
        case .filtered(let rule):
            require(hidden.contains(ordinal) || (rule == .outsideCampaigns && isLimited), "a rule that is not there")
            require(rule != .withdrawn || message.hidden, "not withdrawn")
            require(rule != .excluded || request.exclude.contains(message.id.rawValue), "not excluded")
            require(rule != .inSession || request.session.contains(message.id), "not in the session")
        case .belowMinimumScore(let least):
            require(least == request.minimumScore && found.score < least, "a score that is high enough")
        case .sameText(let other): require(world.messages[other.rawValue]?.text == message.text, "other words")
        case .capped(let campaign, let most):
            let count = answer.items.count { $0.campaignID == campaign }
            require(count == most, "a campaign that has not its share")
        case .outranked:
            require(found.score <= lowest && answer.items.count == request.limit, "room, or a better score")
        case .lessVaried: require(request.diversity > 0 && found.score >= lowest, "no variety asked for")
        case .notRetrieved: require(!hidden.contains(ordinal), "a rule hides it")
        case .unknown, .shown: require(false, "not so")
        }
        require(
            found.verdict == .notRetrieved || !hidden.contains(ordinal) || isFiltered(found), "hidden, not filtered")
        return problems
    }

    private func isFiltered(_ found: WhyNot) -> Bool { if case .filtered = found.verdict { true } else { false } }

    /// Many messages around one direction, and a user who likes that direction.
    private func wide(_ count: Int) -> TinyWorld {
        var world = TinyWorld(
            items: (0..<count).map { index in
                let number = String(1000 + index).dropFirst()
                return TinyWorld.Item(
                    id: "m\(number)", text: "text \(number)",
                    vector: [1, Float(index) * 0.002, Float(index % 7) * 0.01])
            })
        world.deeds = (0..<60).map {
            TinyWorld.Deed(user: "v\($0 % 5)", message: "m\(String(1000 + $0 * 7).dropFirst())")
        }
        world.deeds.append(TinyWorld.Deed(user: "u", message: "m000"))
        return world
    }

    @Test("A message that no source proposes is told its rank in each source's full order, computed exactly")
    func standings() throws {
        let world = wide(600)
        let engine = try world.engine()
        let contents = engine.snapshot.contents
        let request = RecommendationRequest(userID: "u")
        let query = try Retriever(contents: contents).query(for: request, textVector: nil)
        let vector = try #require(query.vectors.first)
        func similarity(_ message: Int32) -> Float {
            contents.embeddings.similarity(
                Int(contents.catalogue.messageTexts[Int(message)]), to: vector, metric: .innerProduct)
        }
        var unproposed = 0
        for ordinal in stride(from: Int32(1), to: 600, by: 13) {
            let found = try engine.whyNot(
                request, message: contents.catalogue.messageID(ordinal), queryVector: nil, now: TinyWorld.asOf)
            let others = (1..<Int32(600)).filter { $0 != ordinal }
            let standing = Dictionary(uniqueKeysWithValues: found.sources.map { ($0.source, $0) })
            #expect(Set(standing.keys) == ["similarity", "graph", "forecast", "popularity"])
            let own = similarity(ordinal)
            let text = contents.catalogue.messageTexts[Int(ordinal)]
            let nearer = others.count {
                let other = similarity($0)
                return other > own || (other == own && contents.catalogue.messageTexts[Int($0)] < text)
            }
            #expect(standing["similarity"]?.rank == nearer + 1)
            #expect(standing["similarity"]?.total == 599 && standing["similarity"]?.proposes == 200)
            #expect(standing["similarity"]?.raw == Double(own) && standing["similarity"]?.rankInText == 1)
            let walk = try #require(query.graph)
            let mass = walk.score(of: ordinal)
            let heavier = others.count { walk.score(of: $0) > mass || (walk.score(of: $0) == mass && $0 < ordinal) }
            #expect(standing["graph"]?.rank == (mass > 0 ? heavier + 1 : nil))
            let popularity = contents.graph.popularity(ofMessage: ordinal)
            let more = others.count {
                let other = contents.graph.popularity(ofMessage: $0)
                return other > popularity || (other == popularity && $0 < ordinal)
            }
            #expect(standing["popularity"]?.rank == (popularity > 0 ? more + 1 : nil))
            #expect(standing["forecast"]?.proposes == nil)
            if found.verdict == .notRetrieved {
                unproposed += 1
                for case let source? in found.sources.filter({ $0.proposes != nil }).map(Optional.some) {
                    #expect(source.rank.map { $0 > source.proposes ?? 0 } ?? true, "\(source)")
                }
            }
        }
        #expect(unproposed > 10)
    }

    @Test("Each rule is named, and an unknown message is unknown")
    func rules() throws {
        var world = TinyWorld.lively
        world.items[5].hidden = true
        world.items[7].text = world.items[2].text
        let engine = try world.engine()
        func verdict(_ message: MessageID, _ change: (inout RecommendationRequest) -> Void = { _ in }) throws
            -> WhyNot.Verdict
        {
            var request = RecommendationRequest(userID: "u0", excludeSeen: false)
            change(&request)
            return try engine.whyNot(request, message: message, queryVector: nil, now: TinyWorld.asOf).verdict
        }
        #expect(try verdict("m5") == .filtered(.withdrawn))
        #expect(try verdict("m3") { $0.exclude = ["m3"] } == .filtered(.excluded))
        #expect(try verdict("m3") { $0.messageID = "m3" } == .filtered(.asked))
        #expect(
            try verdict("m3") {
                $0.session = ["m3"]
                $0.excludeSeen = true
            } == .filtered(.inSession))
        #expect(try verdict("m0") { $0.excludeSeen = true } == .filtered(.seen))
        #expect(try verdict("m2") { $0.campaignID = "c0" } == .filtered(.outsideCampaigns))
        #expect(try verdict("m3") { $0.campaignID = "c2" } == .filtered(.outsideCampaigns))
        #expect(try verdict("m0") { $0.minimumScore = 5 } == .belowMinimumScore(5))
        let twins = [try verdict("m2"), try verdict("m7")]
        #expect(twins.contains(.sameText("m2")) || twins.contains(.sameText("m7")))
        #expect(try verdict("none") == .unknown)
        let last = try #require(
            try engine.recommend(
                RecommendationRequest(userID: "u0", excludeSeen: false), queryVector: nil, now: TinyWorld.asOf
            ).items.last)
        #expect(try verdict(MessageID(last.id)) == .shown(rank: last.rank))
        #expect(try verdict(MessageID(last.id)) { $0.limit = last.rank - 1 } == .outranked)
        let ranked = try engine.recommend(
            RecommendationRequest(userID: "u0", campaignID: "c0", excludeSeen: false), queryVector: nil,
            now: TinyWorld.asOf
        ).items
        let second = try #require(ranked.dropFirst().first)
        #expect(
            try verdict(MessageID(second.id)) {
                $0.campaignID = "c0"
                $0.campaignShare = 0.1
            } == .capped(campaign: "c0", most: 1))
        #expect(throws: RecommendationError.self) { try verdict("m0") { $0.target = .campaign } }
        #expect(throws: RecommendationError.self) { try verdict("m0") { $0.limit = 0 } }
    }

    @Test("What is outranked is shown when the list is long enough")
    func longer() throws {
        let engine = try wide(80).engine()
        let long = try engine.recommend(
            RecommendationRequest(userID: "u", limit: 100), queryVector: nil, now: TinyWorld.asOf)
        for item in long.items {
            let found = try engine.whyNot(
                RecommendationRequest(userID: "u", limit: 3), message: MessageID(item.id), queryVector: nil,
                now: TinyWorld.asOf)
            #expect(found.rank == item.rank)
            #expect(found.verdict == (item.rank <= 3 ? .shown(rank: item.rank) : .outranked))
            #expect(found.gap?.total == found.gap.map { $0.lastScore - item.score })
        }
    }
}
