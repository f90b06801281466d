import Columns
import Domain
import Features
import Forecasting
import Graph
import Recommender
import SemanticSearch
import Snapshots
import TestWorld
import Testing

/// What holds for every answer, whatever was asked.
@Suite("Recommendation properties", .enabled(if: TestModel.isAvailable))
struct RecommendationPropertiesTests {
    @Test("Answers keep every promise, for thousands of requests", arguments: 0..<12 as Range<UInt64>)
    func promises(seed: UInt64) async throws {
        let world = try await BuiltWorld()
        var requests = RandomRequests(seed: seed, shop: world.shop)
        for index in 0..<200 {
            let now = requests.flip() ? world.asOf : world.early
            let request = requests.next()
            let answer = try world.recommend(request, now: now)
            if index % 4 == 0 { #expect(try world.recommend(request, now: now) == answer, "twice: \(request)") }
            let problems = try checkList(answer, to: request, in: world, now: now)
            #expect(problems.isEmpty, "\(problems) in the answer to \(request)")
            if problems.count > 0 { return }
        }
    }

    /// Everything that is wrong with an answer.
    private func checkList(
        _ answer: Recommendation, to request: RecommendationRequest, in world: BuiltWorld, now: Instant
    ) throws -> [String] {
        var problems: [String] = []
        func require(_ holds: Bool, _ what: @autoclosure () -> String) { if !holds { problems.append(what()) } }
        let items = answer.items
        let ordinals = items.compactMap { world.catalogue.messageOrdinal(MessageID($0.id)) }
        require(ordinals.count == items.count, "an unknown id")
        require(items.count <= request.limit, "more items than asked")
        require(items.map(\.rank) == Array(1..<items.count + 1), "ranks with gaps")
        require(Set(items.map(\.id)).count == items.count, "an id twice")
        require(Set(items.map(\.text)).count == items.count, "a text twice")
        require(Set(ordinals).isDisjoint(with: world.hidden(from: request, at: now)), "a message that may not be shown")
        require(items.allSatisfy { $0.score >= request.minimumScore }, "a score below the least")
        require(items.allSatisfy { $0.target == .message && !$0.reasons.isEmpty }, "an item without a reason")
        if request.diversity == 0 || answer.strategy == .coldStart {
            for (above, below) in zip(items.indices, items.indices.dropFirst()) where ordinals.count == items.count {
                let (higher, lower) = (items[above].score, items[below].score)
                require(
                    higher > lower || (higher == lower && ordinals[above] < ordinals[below]), "items out of order")
            }
        }
        let asked = request.campaignIDs + (request.campaignID.map { [$0] } ?? [])
        if !asked.isEmpty {
            let running = asked.filter { world.isRunning($0, for: request, at: now) }
            require(!running.isEmpty || items.isEmpty, "items of a campaign that does not run")
            require(
                items.allSatisfy { item in item.campaignID.map(running.contains) ?? false }, "another campaign's name")
        }
        if let share = request.campaignShare {
            let most = max(1, Int((share * Double(request.limit) + 1e-9).rounded(.down)))
            let counts = Dictionary(grouping: items.compactMap(\.campaignID)) { $0 }.mapValues(\.count)
            require(counts.values.allSatisfy { $0 <= most }, "more of a campaign than its share")
        }
        problems += promotionProblems(items, to: request, in: world, now: now)
        for item in items {
            let known = world.messages[item.id]
            require(item.text == known?.text, "another text")
            require(item.score == item.contributions.reduce(0) { $0 + $1.value }, "a score that is not the sum")
            require(
                item.contributions.allSatisfy { $0.value == $0.weight * $0.calibrated }, "a term that is no product")
            if let campaign = item.campaignID {
                require(known?.campaignIDs.contains(campaign) == true, "a campaign that does not hold the message")
                require(world.isRunning(campaign, for: request, at: now), "a campaign that does not run")
            }
        }
        problems += try rawValueProblems(answer, to: request, in: world)
        return problems
    }

    /// Whatever is wrong with the promotion of a list.
    private func promotionProblems(
        _ items: [RankedItem], to request: RecommendationRequest, in world: BuiltWorld, now: Instant
    ) -> [String] {
        let lifted = items.filter { $0.contributions.contains { $0.term == "promotion" } }
        guard let promotion = request.promotion else { return lifted.isEmpty ? [] : ["a lift that nobody asked for"] }
        var problems: [String] = []
        if Double(lifted.count) > promotion.maximumShare * Double(items.count) + 1e-6 {
            problems.append("more promoted items than their share")
        }
        for item in lifted {
            let running = promotion.campaignIDs.filter { world.isRunning($0, for: request, at: now) }
            let known = world.messages[item.id]?.campaignIDs ?? []
            if !running.contains(where: known.contains) { problems.append("a lift of \(item.id)") }
            if item.contributions.last?.value != promotion.weight { problems.append("the lift's weight") }
            if item.rankWithout["promotion"].map({ $0 < item.rank && request.campaignShare == nil }) == true,
                request.diversity == 0
            {
                problems.append("a lift that lowers \(item.id)")
            }
        }
        return problems
    }

    /// Every raw and calibrated value that differs from the same value computed here.
    private func rawValueProblems(
        _ answer: Recommendation, to request: RecommendationRequest, in world: BuiltWorld
    ) throws -> [String] {
        let contents = world.contents
        let blend = world.snapshot.manifest.blend
        let query = try world.query(request)
        let weights = try world.weights(for: request)
        let user = request.userID.flatMap { world.catalogue.userOrdinal($0) }
        let graph = graphScores(of: request, user: user, in: world)
        var problems: [String] = []
        for item in answer.items {
            guard let message = world.catalogue.messageOrdinal(MessageID(item.id)) else { continue }
            if answer.strategy == .coldStart {
                let popularity = contents.graph.popularity(ofMessage: message)
                let term = item.contributions.first
                if item.contributions.filter({ $0.term != "promotion" }).count != 1 || term?.term != "popularity"
                    || term?.raw != popularity
                    || term?.calibrated != blend.popularityCalibration(popularity) || term?.weight != 1
                {
                    problems.append("popularity of \(item.id)")
                }
                continue
            }
            let text = Int(world.catalogue.messageTexts[Int(message)])
            let similarity = query.vectors.map {
                Double(contents.embeddings.similarity(text, to: $0, metric: .innerProduct))
            }.max()
            let margin = contents.forest.margin(contents.features.vector(user: user, message: message))
            let raw = [similarity ?? 0, graph?.score(of: message) ?? 0, Double(margin)]
            let signals = item.contributions.filter { $0.term != "promotion" }
            if signals.map(\.raw) != raw { problems.append("raw values of \(item.id)") }
            if signals.map(\.term) != ["similarity", "graph", "forecast"] { problems.append("terms") }
            for (source, term) in zip(SignalSource.allCases, item.contributions) {
                if term.calibrated != blend.calibration(of: source)(term.raw) { problems.append("calibration") }
                if term.weight != weights[source] { problems.append("weight") }
            }
            let naive = query.vectors.map { vector in
                zip(contents.embeddings.row(text), vector).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            }
            if let greatest = naive.max(), abs(greatest - raw[0]) > 1e-5 { problems.append("cosine of \(item.id)") }
        }
        return problems
    }

    /// What the graph says of a request, begun from the log's own account of the session.
    private func graphScores(of request: RecommendationRequest, user: Int32?, in world: BuiltWorld) -> GraphScores? {
        let session = request.session.compactMap { world.catalogue.messageOrdinal($0) }
        guard let items = world.contents.items else {
            return walk(of: session, user: user, in: world).map(GraphScores.walk)
        }
        let soft = world.contents.softening
        let history =
            session.isEmpty
            ? (user.map { world.contents.graph.timeline($0, includesRejected: true) } ?? []).map {
                (message: $0.message, weight: soft($0.weight))
            }
            : session.map { (message: $0, weight: 1.0) }
        return history.isEmpty ? nil : .items(items.score(history: history))
    }

    private func walk(of session: [Int32], user: Int32?, in world: BuiltWorld) -> GraphWalk? {
        guard !session.isEmpty else {
            return user.flatMap {
                world.contents.graph.userHistory($0).isEmpty ? nil : world.contents.graph.walk(from: $0)
            }
        }
        var weights: [Int32: Double] = [:]
        for (age, message) in session.reversed().enumerated() { weights[message, default: 0] += 1 / Double(age + 1) }
        return world.contents.graph.walk(
            from: weights.sorted { $0.key < $1.key }.map { (message: $0.key, weight: $0.value) })
    }

    @Test(
        "Each interest is the weighted mean of its messages' embeddings, scaled to length 1, and has its own messages")
    func interests() async throws {
        let world = try await BuiltWorld()
        for user in 0..<SmallShop.userCount {
            let query = try world.query(RecommendationRequest(userID: UserID("shopper-\(user)")))
            #expect((1...4).contains(query.interests.count))
            #expect(query.vectors == query.interests.map(\.vector) && query.vectorOrigin == .profile)
            let members = query.interests.flatMap(\.members)
            #expect(Set(members.map(\.message)) == Set(query.history.map(\.message)))
            #expect(members.count == query.history.count)
            for interest in query.interests {
                var sum = [Double](repeating: 0, count: interest.vector.count)
                for entry in interest.members {
                    let row = world.contents.embeddings.row(Int(world.catalogue.messageTexts[Int(entry.message)]))
                    for (index, value) in row.enumerated() { sum[index] += entry.weight * Double(value) }
                }
                let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
                #expect(interest.length == length)
                for (value, total) in zip(interest.vector, sum) {
                    #expect(abs(Double(value) - total / length) < 1e-6)
                }
            }
        }
    }
}
