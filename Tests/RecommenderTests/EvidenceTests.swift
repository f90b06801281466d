import Columns
import Domain
import Forecasting
import Graph
import Recommender
import SemanticSearch
import Snapshots
import TestWorld
import Testing

/// Evidence adds up to what it stands under.
@Suite("Evidence", .enabled(if: TestModel.isAvailable))
struct EvidenceTests {
    @Test("Shares of the whole history sum to the cosine, and the greatest are kept", arguments: 0..<10)
    func neighbors(user: Int) async throws {
        let world = try await BuiltWorld()
        let request = RecommendationRequest(userID: UserID("shopper-\(user)"), limit: 10, excludeSeen: user % 2 == 0)
        let query = try world.query(request)
        for item in try world.recommend(request).items {
            let message = try #require(world.catalogue.messageOrdinal(MessageID(item.id)))
            let own = world.contents.embeddings.row(Int(world.catalogue.messageTexts[Int(message)]))
            // The interest whose direction is nearest to the item, and no other.
            let cosines = query.vectors.map { vector in
                Double(
                    world.contents.embeddings.similarity(
                        Int(world.catalogue.messageTexts[Int(message)]), to: vector, metric: .innerProduct))
            }
            let nearest = try #require(cosines.max().flatMap { cosines.firstIndex(of: $0) })
            let interest = query.interests[nearest]
            let all = interest.members.map { entry -> (id: MessageID, cosine: Double, share: Double) in
                let text = Int(world.catalogue.messageTexts[Int(entry.message)])
                let cosine = Double(world.contents.embeddings.similarity(text, to: own, metric: .innerProduct))
                return (world.catalogue.messageID(entry.message), cosine, entry.weight * cosine / interest.length)
            }
            let term = item.contributions[0]
            #expect(abs(all.reduce(0) { $0 + $1.share } - term.raw) < 1e-6)
            let kept = term.evidence.map { evidence -> (MessageID, Double, Double)? in
                guard case .neighbor(let id, let text, let cosine, let share) = evidence else { return nil }
                #expect(text == world.messages[id.rawValue]?.text)
                return (id, cosine, share)
            }
            #expect(kept.count == min(5, all.count))
            let greatest = all.map(\.share).sorted(by: >).prefix(5)
            #expect(kept.compactMap { $0?.2 } == Array(greatest))
            for case let (id, cosine, share)? in kept {
                #expect(all.contains { $0.id == id && $0.cosine == cosine && $0.share == share })
            }
        }
    }

    @Test("SHAP values and where they start sum to the margin, and every feature is named", arguments: 0..<10)
    func features(user: Int) async throws {
        let world = try await BuiltWorld()
        let request = RecommendationRequest(userID: UserID("shopper-\(user)"), limit: 10)
        for item in try world.recommend(request).items {
            let term = item.contributions[2]
            var sum = 0.0
            var magnitudes: [Double] = []
            var names: Set<String> = []
            for (index, evidence) in term.evidence.enumerated() {
                switch evidence {
                case .base(let margin):
                    #expect(index == 0)
                    sum += margin
                case .feature(let name, let value, let shap):
                    sum += shap
                    magnitudes.append(abs(shap))
                    names.insert(name)
                    #expect(value?.isNaN != true)
                default: Issue.record("\(evidence) under the forecast")
                }
            }
            #expect(abs(sum - term.raw) < 1e-5)
            #expect(magnitudes == magnitudes.sorted(by: >))
            #expect(names == Set(world.contents.forest.featureNames))
        }
    }

    @Test("Links are the heaviest first, name what the user knows, and all together make the score", arguments: 0..<10)
    func links(user: Int) async throws {
        let world = try await BuiltWorld()
        let method = try #require(world.contents.items?.methods.first)
        let id = UserID("shopper-\(user)")
        let seen = Set(world.shop.events.filter { $0.userID == id }.compactMap(\.messageID))
        let ordinal = try #require(world.catalogue.userOrdinal(id))
        let history = world.contents.graph.itemHistory(of: ordinal, softenedBy: world.contents.softening)
            .suffix(method.history.limit)
        var found = 0
        for item in try world.recommend(RecommendationRequest(userID: id, limit: 10)).items {
            let term = item.contributions[1]
            let message = try #require(world.catalogue.messageOrdinal(MessageID(item.id)))
            var factor = 1.0
            var sum = 0.0
            for entry in history.reversed() {
                let weight = method.rows.weight(from: entry.message, to: message)
                sum += factor * (method.history.usesWeights ? entry.weight : 1) * weight
                factor *= method.history.orderDecay
            }
            #expect(abs(sum - term.raw) <= 1e-9 * max(1, abs(sum)))
            var weights: [Double] = []
            for evidence in term.evidence {
                guard case .link(let through, let text, let weight, let share, let users) = evidence else {
                    Issue.record("\(evidence) under the graph")
                    continue
                }
                found += 1
                #expect(seen.contains(through))
                #expect(world.messages[through.rawValue]?.text == text)
                #expect(abs(share * term.raw - weight) <= 1e-9 * max(1, abs(weight)))
                let both = Set(
                    world.shop.events.filter { $0.messageID == through && $0.type != .impression }.map(\.userID)
                )
                .intersection(
                    world.shop.events.filter { $0.messageID?.rawValue == item.id && $0.type != .impression }
                        .map(\.userID))
                #expect(users == both.count)
                weights.append(weight)
            }
            #expect(weights.count <= 5)
            #expect(weights == weights.sorted(by: >))
        }
        #expect(found > 0)
    }

    @Test("A search by a message names that message, a search by a text names none")
    func searches() async throws {
        let world = try await BuiltWorld()
        let byMessage = try world.recommend(RecommendationRequest(messageID: "garden-0-small", limit: 5))
        #expect(!byMessage.items.isEmpty)
        for item in byMessage.items {
            let term = item.contributions[0]
            #expect(
                term.evidence == [
                    .neighbor(
                        messageID: "garden-0-small", text: "tomato seeds, small pack (garden)", cosine: term.raw,
                        share: term.raw)
                ])
            #expect(item.id != "garden-0-small")
        }
        for item in try world.recommend(RecommendationRequest(text: "tomatoes", limit: 5)).items {
            #expect(item.contributions[0].evidence.isEmpty)
        }
    }

    @Test(
        "The rank without a source is the rank by the other terms, found by sorting", arguments: 0..<6 as Range<UInt64>)
    func ranksWithout(seed: UInt64) async throws {
        let world = try await BuiltWorld()
        var requests = RandomRequests(seed: seed + 500, shop: world.shop)
        for _ in 0..<40 {
            var request = requests.next()
            request.promotion = nil
            let answer = try world.recommend(request)
            guard answer.strategy == .personalized else { continue }
            let blend = world.snapshot.manifest.blend
            let weights = try world.weights(for: request)
            let ranked = try world.ranked(request, now: world.asOf)
            #expect(answer.candidateCount == ranked.count)
            for left in SignalSource.allCases {
                let others = SignalSource.allCases.filter { $0 != left }
                let scores = ranked.map { candidate -> (message: Int32, rest: Double) in
                    let rest = others.reduce(0.0) {
                        $0 + weights[$1] * blend.calibration(of: $1)(candidate.scores[$1])
                    }
                    return (candidate.message, rest)
                }
                let order = scores.sorted { $0.rest != $1.rest ? $0.rest > $1.rest : $0.message < $1.message }
                for item in answer.items {
                    // Words that are said twice are shown once, so they count once.
                    let own = world.catalogue.messageOrdinal(MessageID(item.id))
                    let texts = order.prefix { $0.message != own }
                        .map { world.catalogue.text(ofMessage: $0.message) }
                    let expected = Set(texts).subtracting([item.text]).count + 1
                    #expect(item.rankWithout[left.rawValue] == (weights[left] > 0 ? expected : nil))
                }
            }
        }
    }
}
