import Domain
import Foundation
import Recommender
import Serving
import Testing

@Suite("Request for recommendations")
struct RecommendationQueryTests {
    @Test("A query without parameters has the documented defaults")
    func defaults() throws {
        let query = try RecommendationQuery(Parameters(query: ""))
        #expect(query.request == RecommendationRequest())
        #expect(query.explain == .summary)
    }

    @Test("GET and POST say the same")
    func equal() throws {
        let get = try RecommendationQuery(
            Parameters(
                query: "user_id=u%201&text=oat+milk&message_id=m1&session=a&session=b&limit=7&target=message"
                    + "&campaign_id=c&exclude_seen=false&diversity=0.3&min_score=0.25&exclude=z&exclude=y&exclude=z"
                    + "&country=de&device=ios&explain=full&campaign_ids=y&campaign_ids=x&campaign_ids=y"
                    + "&seen_types=view&seen_types=impression&seen_days=30&campaign_share=0.5"
                    + "&promote.campaign_ids=q&promote.campaign_ids=p&promote.weight=0.2&promote.maximum_share=0.4"))
        let body = """
            {"user_id": "u 1", "text": "oat milk", "message_id": "m1", "session": ["a", "b"], "limit": 7,
             "target": "message", "campaign_id": "c", "exclude_seen": false, "diversity": 0.3, "min_score": 0.25,
             "exclude": ["y", "z"], "context": {"country": "DE", "device": "ios"}, "explain": "full",
             "campaign_ids": ["x", "y"], "seen_types": ["impression", "view"], "seen_days": 30, "campaign_share": 0.5,
             "promote": {"campaign_ids": ["p", "q"], "weight": 0.2, "maximum_share": 0.4}}
            """
        let post = try RecommendationQuery(Parameters(body: Array(body.utf8)))
        #expect(get == post)
        #expect(get.json() == post.json())
        #expect(get.request.session == ["a", "b"])
        #expect(get.request.exclude == ["y", "z"])
        #expect(get.request.country == "DE")
        #expect(get.request.campaignIDs == ["x", "y"])
        #expect(get.request.seenTypes == [.impression, .view] && get.request.seenDays == 30)
        #expect(get.request.campaignShare == 0.5)
        #expect(get.request.promotion == Promotion(campaignIDs: ["p", "q"], weight: 0.2, maximumShare: 0.4))
        // What is kept with an answer reads back as the same request.
        #expect(try RecommendationQuery(json: get.json()) == get)
        #expect(
            get.cacheKey(snapshotID: "s", modelVersion: "m", policyVersion: "1", clock: .snapshot)
                == post.cacheKey(snapshotID: "s", modelVersion: "m", policyVersion: "1", clock: .snapshot))
    }

    @Test(
        "A bad query names the parameter",
        arguments: [
            ("limit=0", "limit"), ("limit=101", "limit"), ("limit=ten", "limit"), ("limit=5&limit=5", "limit"),
            ("limit=", "limit"), ("target=offer", "target"), ("exclude_seen=1", "exclude_seen"),
            ("diversity=1.5", "diversity"), ("diversity=nan", "diversity"), ("min_score=-1", "min_score"),
            ("min_score=inf", "min_score"), ("user_id=", "user_id"), ("user_id=%00", "user_id"),
            ("user_id=" + String(repeating: "x", count: 65), "user_id"), ("country=DEU", "country"),
            ("country=1x", "country"), ("device=phone", "device"), ("explain=yes", "explain"),
            ("colour=red", "colour"), ("text=%ff", "text"), ("exclude=", "exclude"),
            ("text=" + String(repeating: "x", count: 4001), "text"),
            ("seen_types=looked", "seen_types"), ("seen_types=", "seen_types"), ("seen_days=0", "seen_days"),
            ("seen_days=1.5", "seen_days"), ("campaign_share=0", "campaign_share"),
            ("campaign_share=1.1", "campaign_share"), ("campaign_ids=", "campaign_ids"),
            ("promote.weight=0.1", "promote.campaign_ids"), ("promote.campaign_ids=", "promote.campaign_ids"),
            ("promote.campaign_ids=a&promote.weight=0", "promote.weight"),
            ("promote.campaign_ids=a&promote.maximum_share=2", "promote.maximum_share"), ("promote=a", "promote"),
        ])
    func badQuery(_ query: String, _ parameter: String) {
        #expect(problem { try RecommendationQuery(Parameters(query: query)) }?.parameter == parameter)
    }

    @Test(
        "A bad body names the parameter",
        arguments: [
            (#"{"limit": "10"}"#, "limit"), (#"{"limit": 10.5}"#, "limit"), (#"{"limit": true}"#, "limit"),
            (#"{"limit": 1e300}"#, "limit"), (#"{"user_id": 7}"#, "user_id"), (#"{"user_id": ["u"]}"#, "user_id"),
            (#"{"session": "a"}"#, "session"), (#"{"session": ["a", 1]}"#, "session"),
            (#"{"exclude": {"a": 1}}"#, "exclude"), (#"{"exclude_seen": "true"}"#, "exclude_seen"),
            (#"{"exclude_seen": 1}"#, "exclude_seen"), (#"{"diversity": "0.5"}"#, "diversity"),
            (#"{"context": "DE"}"#, "context"), (#"{"context": {"city": "Bonn"}}"#, "context.city"),
            (#"{"country": "DE", "context": {"country": "FR"}}"#, "country"), (#"{"filter": {}}"#, "filter"),
            (#"{"text": ""}"#, "text"), (#"{"device": "IOS"}"#, "device"), (#"{"promote": "a"}"#, "promote"),
            (#"{"promote": {}, "seen_types": "view"}"#, "seen_types"), (#"{"seen_types": []}"#, "seen_types"),
            (#"{"promote": {"campaign_ids": []}}"#, "promote.campaign_ids"),
            (#"{"promote": {"campaign_ids": ["a"], "boost": 2}}"#, "promote.boost"),
            (#"{"promote": {"campaign_ids": ["a"], "weight": "1"}}"#, "promote.weight"),
            (#"{"promote.weight": 1}"#, "promote.weight"), (#"{"campaign_share": true}"#, "campaign_share"),
        ])
    func badBody(_ body: String, _ parameter: String) {
        #expect(problem { try RecommendationQuery(Parameters(body: Array(body.utf8))) }?.parameter == parameter)
    }

    @Test(
        "What is not one JSON object cannot be read",
        arguments: ["", "{", "[]", "7", "null", "{}{}", #"{"limit": }"#, "\u{1}"])
    func malformed(_ body: String) {
        #expect(problem { try Parameters(body: Array(body.utf8)) }?.kind == .malformedBody)
    }

    @Test("Broken UTF-8 and deep nesting cannot be read")
    func hostile() {
        let broken = Array(#"{"text": ""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(problem { try Parameters(body: broken) }?.kind == .malformedBody)
        let deep = Array(String(repeating: "[", count: 60_000).utf8)
        #expect(problem { try Parameters(body: deep) }?.kind == .malformedBody)
    }

    @Test("A null is an absent parameter")
    func null() throws {
        let query = try RecommendationQuery(Parameters(body: Array(#"{"limit": null, "context": null}"#.utf8)))
        #expect(query == RecommendationQuery(request: RecommendationRequest()))
    }

    @Test("Lists have a greatest length")
    func longLists() {
        let ids = (0...RecommendationRequest.maximumListLength).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(
            problem { try RecommendationQuery(Parameters(body: Array(#"{"session":[\#(ids)]}"#.utf8))) }?.parameter
                == "session")
    }

    @Test("Whatever an answer depends on changes the cache key")
    func keys() throws {
        let plain = RecommendationQuery(request: RecommendationRequest(userID: "u"))
        func key(
            _ query: RecommendationQuery, snapshot: String = "s", model: String = "m", policy: String = "1",
            clock: ClockPolicy = .snapshot
        ) -> String {
            query.cacheKey(snapshotID: snapshot, modelVersion: model, policyVersion: policy, clock: clock)
        }
        var keys = [
            key(plain), key(plain, snapshot: "t"), key(plain, model: "n"), key(plain, policy: "2"),
            key(plain, clock: .system), key(RecommendationQuery(request: plain.request, explain: .full)),
        ]
        let changes = [
            "user_id=v", "text=u", "message_id=u", "session=u", "limit=9", "target=campaign", "campaign_id=u",
            "exclude_seen=false", "diversity=0.5", "min_score=0.5", "exclude=u", "country=DE", "device=web",
            "campaign_ids=u", "seen_types=view", "seen_days=7", "campaign_share=0.5", "promote.campaign_ids=u",
            "promote.campaign_ids=u&promote.weight=0.2", "promote.campaign_ids=u&promote.maximum_share=0.2",
        ]
        for change in changes {
            let prefix = change.hasPrefix("user_id") ? "" : "user_id=u&"
            keys.append(key(try RecommendationQuery(Parameters(query: prefix + change))))
        }
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { !$0.contains("user") && $0.utf8.count < 120 })
    }

    private func problem(_ body: () throws -> some Any) -> Problem? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? Problem
        }
    }
}
