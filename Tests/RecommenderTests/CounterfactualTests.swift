import Domain
import Recommender
import Snapshots
import TestNumbers
import TestWorld
import Testing

/// The fewest of one's own doings that hold up the top of the list, against trying all sets.
@Suite("Counterfactual")
struct CounterfactualTests {
    /// A random world with one user of a short history.
    private func world(seed: UInt64, history: Int, weights: SignalValues) -> TinyWorld {
        var random = SeededGenerator(seed)
        var world = TinyWorld(
            items: (0..<24).map { index in
                TinyWorld.Item(
                    id: "m\(10 + index)", text: "text \(10 + index)",
                    vector: (0..<4).map { _ in Float(random.unit() * 2 - 1) })
            }, weights: weights)
        world.deeds = (0..<history).map { index in
            TinyWorld.Deed(user: "u", message: "m\(10 + index)", daysAgo: 1 + random.below(60))
        }
        for _ in 0..<60 {
            world.deeds.append(
                TinyWorld.Deed(
                    user: "v\(random.below(8))", message: "m\(10 + random.below(24))", daysAgo: 1 + random.below(60)))
        }
        return world
    }

    /// Every set of `messages`, the smaller ones first.
    private func sets(of messages: [String]) -> [Set<String>] {
        (0..<1 << messages.count).map { bits in
            Set(messages.indices.filter { bits >> $0 & 1 == 1 }.map { messages[$0] })
        }.sorted { $0.count < $1.count }
    }

    @Test(
        "Without the set the world that never had those events has another top, and with any smaller it has not",
        arguments: 0..<20 as Range<UInt64>)
    func rebuilt(seed: UInt64) throws {
        // By similarity alone nothing is held fixed, so a world made without the events is the truth.
        let world = world(seed: seed, history: 5, weights: SignalValues(similarity: 1, graph: 0, forecast: 0))
        let request = RecommendationRequest(userID: "u", limit: 3)
        let found = try world.engine().counterfactual(request, queryVector: nil, now: TinyWorld.asOf)
        let history = (0..<5).map { "m\(10 + $0)" }
        func top(without removed: Set<String>) throws -> String? {
            var changed = world
            changed.deeds.removeAll { $0.user == "u" && removed.contains($0.message) }
            var asked = request
            asked.exclude = history
            return try changed.engine().recommend(asked, queryVector: nil, now: TinyWorld.asOf).items.first?.id
        }
        let base = try top(without: [])
        #expect(found.top?.id == base && found.historyCount == 5)
        // Without any history what is popular is on top, and popularity knows of the events: there it may differ.
        var smallest: Set<String>?
        for removed in sets(of: history) where removed.count < 5 {
            if try top(without: removed) != base {
                smallest = removed
                break
            }
        }
        let removed = Set(found.removed.map(\.id))
        if let smallest {
            #expect(found.outcome == .smallest)
            #expect(removed.count == smallest.count)
            #expect(try top(without: removed) == found.replacement?.id)
            #expect(found.replacement?.id != found.top?.id)
        } else {
            #expect(found.outcome == .noSet || removed.count == 5)
        }
    }

    @Test("All signals together: the set changes the top, and no smaller one does", arguments: 0..<24 as Range<UInt64>)
    func allSignals(seed: UInt64) throws {
        let size = 2 + Int(seed % 6)
        let world = world(
            seed: seed + 100, history: size, weights: SignalValues(similarity: 0.3, graph: 0.6, forecast: 0.1))
        let engine = try world.engine()
        let request = RecommendationRequest(userID: "u", limit: 5)
        let found = try engine.counterfactual(request, queryVector: nil, now: TinyWorld.asOf)
        let again = try engine.counterfactual(request, queryVector: nil, now: TinyWorld.asOf)
        #expect(found == again)
        // The same by hand: the retriever's query without the messages, every candidate, the blend.
        let retriever = Retriever(contents: engine.snapshot.contents)
        let catalogue = engine.snapshot.catalogue
        let user = try #require(catalogue.userOrdinal("u"))
        let history = (0..<size).map { "m\(10 + $0)" }
        func top(without removed: Set<String>) throws -> String? {
            let ordinals = Set(removed.compactMap { catalogue.messageOrdinal(MessageID($0)) })
            let query = retriever.query(user: user, without: ordinals)
            var mask = MessageMask(catalogue: catalogue)
            for message in history {
                if let ordinal = catalogue.messageOrdinal(MessageID(message)) { mask.block(ordinal) }
            }
            guard query.isPersonal else {
                return retriever.popular(1, isAllowed: mask.allows).first.map { catalogue.messageID($0).rawValue }
            }
            let candidates = try retriever.candidates(for: query, scope: nil, mask: mask)
            return Blend(engine.snapshot.manifest.blend).ranked(retriever.scores(of: candidates, for: query)).first
                .map { catalogue.messageID($0.message).rawValue }
        }
        let base = try top(without: [])
        #expect(found.top?.id == base)
        let smallest = try sets(of: history).first { try top(without: $0) != base }
        let removed = Set(found.removed.map(\.id))
        #expect(found.outcome == (smallest == nil ? .noSet : .smallest))
        #expect(removed.count == smallest?.count ?? 0)
        if smallest != nil { #expect(try top(without: removed) == found.replacement?.id) }
    }

    @Test("A tight bound is kept to, and what it leaves open is said", arguments: 0..<12 as Range<UInt64>)
    func bounds(seed: UInt64) throws {
        let world = world(
            seed: seed + 300, history: 9, weights: SignalValues(similarity: 0.4, graph: 0.6, forecast: 0))
        let engine = try world.engine()
        let request = RecommendationRequest(userID: "u")
        let exact = try engine.counterfactual(request, queryVector: nil, now: TinyWorld.asOf)
        for rankings in [1, 5, 12, 30, 60] {
            for size in [1, 3, 9] {
                let found = try engine.counterfactual(
                    request, queryVector: nil, now: TinyWorld.asOf,
                    limits: CounterfactualLimits(rankings: rankings, size: size))
                #expect(found.rankings <= max(1, rankings))
                #expect(found.removed.count <= max(1, size))
                switch found.outcome {
                case .smallest: #expect(found.removed.count == exact.removed.count)
                case .found:
                    #expect(found.removed.count >= exact.removed.count && !found.removed.isEmpty)
                    #expect(found.replacement?.id != found.top?.id)
                case .limitReached: #expect(found.removed.isEmpty && found.replacement == nil)
                case .noSet: #expect(exact.outcome == .noSet)
                case .forecastAlone, .nothingToRemove: Issue.record("there is a history that counts")
                }
            }
        }
    }

    @Test("Where only the forecast has weight, a few rankings are tried and the answer says why")
    func forecastAlone() throws {
        let engine = try world(
            seed: 5, history: 9, weights: SignalValues(similarity: 0, graph: 0, forecast: 1)
        ).engine()
        let found = try engine.counterfactual(
            RecommendationRequest(userID: "u"), queryVector: nil, now: TinyWorld.asOf,
            limits: CounterfactualLimits(rankings: 500, size: 2))
        #expect(found.rankings <= 50)
        if found.removed.isEmpty { #expect(found.outcome == .forecastAlone || found.outcome == .noSet) }
    }

    @Test("Sessions have counterfactuals too; strangers have none")
    func others() throws {
        let engine = try world(
            seed: 1, history: 3, weights: SignalValues(similarity: 1, graph: 0, forecast: 0)
        ).engine()
        func ask(_ request: RecommendationRequest) throws -> Counterfactual {
            try engine.counterfactual(request, queryVector: nil, now: TinyWorld.asOf)
        }
        let session = try ask(RecommendationRequest(session: ["m20", "m21", "m22"]))
        #expect(session.historyCount == 3)
        #expect(Set(session.removed.map(\.id)).isSubset(of: ["m20", "m21", "m22"]))
        let stranger = try ask(RecommendationRequest(userID: "nobody"))
        #expect(stranger.outcome == .nothingToRemove && stranger.top != nil && stranger.removed.isEmpty)
    }
}
