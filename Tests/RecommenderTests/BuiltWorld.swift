import Domain
import Graph
import Recommender
import SemanticSearch
import Snapshots
import TestNumbers
import TestWorld

/// The small built world, ready to be asked, with what a test needs to ask it anything.
struct BuiltWorld: Sendable {
    let engine: RecommendationEngine
    let shop = SmallShop()
    let messages: [String: Message]
    let campaigns: [CampaignID: Campaign]

    var snapshot: Snapshot { engine.snapshot }
    var contents: SnapshotContents { engine.snapshot.contents }
    var catalogue: CatalogueColumns { engine.snapshot.catalogue }
    var asOf: Instant { engine.snapshot.manifest.asOf }
    /// An instant at which the campaign that is over by the snapshot's time ran.
    var early: Instant { SmallShop.firstDay.adding(days: 20) }

    init() async throws {
        let world = try await TestWorld.built()
        engine = RecommendationEngine(snapshot: try world.snapshots.openCurrent(verifying: .checksums))
        messages = Dictionary(uniqueKeysWithValues: shop.messages.map { ($0.id.rawValue, $0) })
        campaigns = Dictionary(uniqueKeysWithValues: shop.campaigns.map { ($0.id, $0) })
    }

    /// Asks, with the embedding of a text made up from its length.
    func recommend(_ request: RecommendationRequest, now: Instant? = nil) throws -> Recommendation {
        try engine.recommend(request, queryVector: textVector(of: request), now: now ?? asOf)
    }

    /// The vector that stands for a request's text: a message's embedding, a little turned.
    func textVector(of request: RecommendationRequest) -> [Float]? {
        request.text.map { text in
            var random = SeededGenerator(UInt64(text.utf8.count))
            let row = contents.embeddings.row(text.utf8.count % contents.embeddings.count)
            let turned = row.map { $0 + Float(random.unit() - 0.5) * 0.02 }
            let length = turned.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return turned.map { $0 / length }
        }
    }

    /// What a request's query is made of, by the retriever's own account.
    func query(_ request: RecommendationRequest) throws -> Query {
        try Retriever(contents: contents).query(for: request, textVector: textVector(of: request))
    }

    /// Every candidate of a request for messages, ranked as the engine ranks them.
    func ranked(_ request: RecommendationRequest, now: Instant) throws -> [ScoredCandidate] {
        let retriever = Retriever(contents: contents)
        let query = try self.query(request)
        var mask = MessageMask(catalogue: catalogue)
        for message in hidden(from: request, at: now) { mask.block(message) }
        var scope: [Int32]?
        let asked = request.campaignIDs + (request.campaignID.map { [$0] } ?? [])
        if !asked.isEmpty {
            let running = asked.filter { isRunning($0, for: request, at: now) }
            scope = Set(
                running.compactMap { catalogue.campaignOrdinal($0) }.flatMap {
                    contents.graph.messages(ofCampaign: $0)
                }
            ).sorted()
        }
        let candidates = try retriever.candidates(for: query, scope: scope, mask: mask)
        let blend = Blend(snapshot.manifest.blend, forest: contents.ranker)
        return (query.isFresh ? blend.listening : blend).ranked(retriever.scores(of: candidates, for: query))
    }

    /// The weights that a request is answered by: others where it stands on what the build did not know.
    func weights(for request: RecommendationRequest) throws -> SignalValues {
        try query(request).isFresh ? snapshot.manifest.blend.listeningWeights : snapshot.manifest.blend.weights
    }

    /// The messages that no answer to the request may hold.
    func hidden(from request: RecommendationRequest, at now: Instant) -> Set<Int32> {
        var hidden: Set<Int32> = []
        hidden.formUnion(request.exclude.compactMap { catalogue.messageOrdinal(MessageID($0)) })
        hidden.formUnion(shop.messages.filter(\.hidden).compactMap { catalogue.messageOrdinal($0.id) })
        if request.text == nil, let id = request.messageID, let ordinal = catalogue.messageOrdinal(id) {
            hidden.insert(ordinal)
        }
        guard request.excludeSeen else { return hidden }
        hidden.formUnion(request.session.compactMap { catalogue.messageOrdinal($0) })
        let seen = shop.events.filter { event in
            event.userID == request.userID
                && (request.seenTypes.map { $0.contains(event.type) } ?? event.type.isEngagement)
                && (request.seenDays.map { event.time >= now.adding(days: -$0) } ?? true)
        }
        hidden.formUnion(seen.compactMap(\.messageID).compactMap { catalogue.messageOrdinal($0) })
        return hidden
    }

    /// Whether a campaign runs, for this visitor, by the catalogue's own record.
    func isRunning(_ id: CampaignID, for request: RecommendationRequest, at now: Instant) -> Bool {
        guard let campaign = campaigns[id], let start = campaign.startsAt, let end = campaign.endsAt else {
            return false
        }
        guard start <= now, now <= end else { return false }
        return request.country.map { campaign.countries.isEmpty || campaign.countries.contains($0) } ?? true
    }
}

/// Makes random requests for messages.
struct RandomRequests {
    private var random: SeededGenerator
    private let shop: SmallShop

    init(seed: UInt64, shop: SmallShop) {
        random = SeededGenerator(seed)
        self.shop = shop
    }

    private mutating func message() -> MessageID { shop.messages[random.below(shop.messages.count)].id }

    private mutating func campaign() -> CampaignID { CampaignID("offer-\(random.below(4))") }

    /// The next request.
    mutating func next() -> RecommendationRequest {
        var request = RecommendationRequest(limit: 1 + random.below(random.below(4) == 0 ? 100 : 12))
        switch random.below(10) {
        case 0: request.userID = nil
        case 1: request.userID = "a stranger"
        default: request.userID = UserID("shopper-\(random.below(SmallShop.userCount))")
        }
        if random.below(5) == 0 {
            request.session = (0..<1 + random.below(5)).map { _ in random.below(9) == 0 ? "unheard of" : message() }
        }
        if random.below(7) == 0 { request.messageID = message() }
        if random.below(8) == 0 { request.text = String(repeating: "x", count: 1 + random.below(200)) }
        if random.below(5) == 0 { request.campaignID = campaign() }
        if random.below(6) == 0 { request.campaignIDs = (0..<1 + random.below(3)).map { _ in campaign() } }
        request.excludeSeen = random.below(3) > 0
        if random.below(4) == 0 {
            let types = EventType.allCases.filter { _ in random.below(3) == 0 }
            request.seenTypes = types.isEmpty ? [.transaction] : types
        }
        if random.below(4) == 0 { request.seenDays = 1 + random.below(200) }
        if random.below(4) == 0 { request.campaignShare = 0.01 + 0.99 * random.unit() }
        if random.below(3) == 0 {
            request.promotion = Promotion(
                campaignIDs: (0..<1 + random.below(2)).map { _ in campaign() }, weight: 0.001 + 0.3 * random.unit(),
                maximumShare: random.unit())
        }
        if random.below(3) == 0 { request.diversity = random.below(4) == 0 ? 1 : random.unit() }
        if random.below(3) == 0 { request.minimumScore = random.unit() * random.unit() * 0.3 }
        if random.below(3) == 0 {
            request.exclude = (0..<random.below(20)).map { _ in random.below(9) == 0 ? "none" : message().rawValue }
        }
        request.country = [nil, nil, "DE", "FR"][random.below(4)]
        request.device = [nil, .web, .ios][random.below(3)]
        return request
    }

    /// A coin.
    mutating func flip() -> Bool { random.below(2) == 0 }
}
