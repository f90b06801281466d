import Domain
import Recommender
import Snapshots
import TestWorld
import Testing

/// Campaigns as the thing recommended.
@Suite("Campaigns as the target")
struct CampaignTargetTests {
    @Test("Every term is the mean of that term over the members in evidence", .enabled(if: TestModel.isAvailable))
    func means() async throws {
        let world = try await BuiltWorld()
        for user in 0..<SmallShop.userCount {
            let request = RecommendationRequest(userID: UserID("shopper-\(user)"), target: .campaign)
            let answer = try world.recommend(request)
            #expect(answer.strategy == .personalized)
            // A campaign of which the user has seen everything is not recommended.
            let unseen = try ["offer-0", "offer-1", "offer-2"].filter { id in
                let ask = RecommendationRequest(userID: request.userID, campaignID: CampaignID(id))
                return try !world.recommend(ask).items.isEmpty
            }
            #expect(answer.items.map(\.id).sorted() == unseen)
            #expect(answer.items.map(\.score) == answer.items.map(\.score).sorted(by: >))
            #expect(answer.items.map(\.rank) == Array(1..<answer.items.count + 1))
            for item in answer.items {
                #expect(item.score == item.contributions.reduce(0) { $0 + $1.value })
                var ask = RecommendationRequest(userID: request.userID, limit: 100)
                ask.campaignID = CampaignID(item.id)
                let best = try world.recommend(ask).items.prefix(5)
                for (index, term) in item.contributions.enumerated() {
                    let members = term.evidence.compactMap { evidence -> (id: String, value: Double)? in
                        guard case .member(let id, let text, let value) = evidence else { return nil }
                        #expect(text == world.messages[id.rawValue]?.text)
                        return (id.rawValue, value)
                    }
                    #expect(members.map(\.id) == best.map(\.id))
                    #expect(members.map(\.value) == best.map { $0.contributions[index].value })
                    let count = Double(members.count)
                    #expect(abs(term.value - members.reduce(0) { $0 + $1.value } / count) < 1e-12)
                    #expect(abs(term.raw - best.reduce(0) { $0 + $1.contributions[index].raw } / count) < 1e-12)
                }
                #expect(abs(item.score - best.reduce(0) { $0 + $1.score } / Double(best.count)) < 1e-12)
            }
        }
    }

    @Test("The rank of a campaign without a source is its rank by the other terms", .enabled(if: TestModel.isAvailable))
    func ranksWithout() async throws {
        let world = try await BuiltWorld()
        for user in 0..<SmallShop.userCount {
            let items = try world.recommend(
                RecommendationRequest(userID: UserID("shopper-\(user)"), target: .campaign)
            ).items
            for left in SignalSource.allCases where world.snapshot.manifest.blend.weights[left] > 0 {
                let scores = items.map { item -> (id: String, rest: Double) in
                    let others = item.contributions.filter { $0.term != left.rawValue }
                    return (item.id, others.reduce(0.0) { $0 + $1.value })
                }
                let order = scores.sorted { $0.rest != $1.rest ? $0.rest > $1.rest : $0.id < $1.id }.map(\.id)
                for item in items {
                    #expect(item.rankWithout[left.rawValue] == order.firstIndex(of: item.id).map { $0 + 1 })
                }
            }
        }
    }

    @Test("A stranger gets the campaigns of popular messages, labelled, with popularity as the one term")
    func stranger() throws {
        let engine = try TinyWorld.lively.engine()
        let answer = try engine.recommend(
            RecommendationRequest(target: .campaign), queryVector: nil, now: TinyWorld.asOf)
        #expect(answer.strategy == .coldStart)
        #expect(Set(answer.items.map(\.id)) == ["c0", "c1"])
        for item in answer.items {
            #expect(item.contributions.map(\.term) == ["popularity"])
            #expect(item.score == item.contributions[0].value)
            #expect(item.rankWithout.isEmpty)
            #expect(item.reasons.allSatisfy { !$0.contains("this person") })
        }
    }

    @Test("Excluded campaigns, a least score, a limit and one campaign asked for are kept to")
    func rules() throws {
        let engine = try TinyWorld.lively.engine()
        func ask(_ change: (inout RecommendationRequest) -> Void) throws -> [RankedItem] {
            var request = RecommendationRequest(userID: "u0", target: .campaign, excludeSeen: false)
            change(&request)
            return try engine.recommend(request, queryVector: nil, now: TinyWorld.asOf).items
        }
        let all = try ask { _ in }
        #expect(all.count == 2)
        #expect(try ask { $0.exclude = ["c0", "nothing"] }.map(\.id) == ["c1"])
        #expect(try ask { $0.campaignID = "c0" }.map(\.id) == ["c0"])
        #expect(try ask { $0.campaignID = "c2" }.isEmpty)
        #expect(try ask { $0.limit = 1 }.map(\.id) == [all[0].id])
        #expect(try ask { $0.minimumScore = all[0].score }.map(\.id) == [all[0].id])
        #expect(try ask { $0.minimumScore = 2 }.isEmpty)
    }

    @Test("A campaign's messages are never shown twice for their words")
    func distinctTexts() throws {
        var world = TinyWorld.lively
        world.items[4].text = world.items[0].text
        let engine = try world.engine()
        for user: UserID? in ["u0", nil] {
            let request = RecommendationRequest(userID: user, target: .campaign)
            for item in try engine.recommend(request, queryVector: nil, now: TinyWorld.asOf).items {
                for term in item.contributions {
                    let texts = term.evidence.compactMap { evidence -> String? in
                        if case .member(_, let text, _) = evidence { text } else { nil }
                    }
                    #expect(Set(texts).count == texts.count, "\(item.id) for \(user?.rawValue ?? "a stranger")")
                }
            }
        }
    }
}
