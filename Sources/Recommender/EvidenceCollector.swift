internal import Domain
internal import Features
internal import Forecasting
internal import Graph
internal import Snapshots

/// Collects what each term of a returned item stands on, from the very structures that made the term.
struct EvidenceCollector: Sendable {
    let retriever: Retriever
    let query: Query
    /// By message, the features and their SHAP values, for the messages that were announced.
    private let shap: [Int32: (row: [Float], values: ShapValues)]

    /// How many neighbours, paths and features are kept an item, the greatest first.
    static let limit = 5

    /// - Parameter messages: those that will be explained: together they take little more time than one.
    init(retriever: Retriever, query: Query, explaining messages: [Int32]) {
        self.retriever = retriever
        self.query = query
        let forest = retriever.contents.forest
        let rows = messages.map { retriever.contents.features.vector(user: query.user, message: $0) }
        let values = forest.shapValues(rows: rows.flatMap { $0 }, count: rows.count)
        shap = Dictionary(
            zip(messages, zip(rows, values)).map { ($0, (row: $1.0, values: $1.1)) },
            uniquingKeysWith: { first, _ in first })
    }

    private var catalogue: CatalogueColumns { retriever.contents.catalogue }
    private var corpus: Corpus { retriever.corpus }

    /// The terms of an item, each with its evidence.
    func contributions(of candidate: ScoredCandidate, blend: Blend) -> [Contribution] {
        blend.contributions(of: candidate).map { term in
            let evidence: [Evidence] =
                switch SignalSource(rawValue: term.term) {
                case .similarity: neighbors(of: candidate.message)
                case .graph: paths(to: candidate.message)
                case .forecast: features(of: candidate.message)
                case nil: []
                }
            return Contribution(
                term: term.term, raw: term.raw, calibrated: term.calibrated, weight: term.weight, evidence: evidence)
        }
    }

    /// The messages of the history that the cosine comes from: those of the interest that is nearest to the item.
    ///
    /// Its vector is Σ wᵢ vᵢ / L, so its cosine with the item is Σ (wᵢ / L) (vᵢ · item): each summand is a share.
    func neighbors(of message: Int32) -> [Evidence] {
        guard case .profile = query.vectorOrigin,
            let interest = retriever.similarity(of: message, to: query).map({ query.interests[$0.vector] })
        else { return queryNeighbor(of: message) }
        let item = retriever.vector(of: message)
        let shares = interest.members.map { entry in
            let cosine = retriever.similarity(of: entry.message, to: item)
            return (entry: entry, cosine: cosine, share: entry.weight * cosine / interest.length)
        }
        return shares.sorted { ($0.share, $1.entry.message) > ($1.share, $0.entry.message) }
            .prefix(Self.limit)
            .map {
                .neighbor(
                    messageID: corpus.id(of: $0.entry.message), text: corpus.text(of: $0.entry.message),
                    cosine: $0.cosine, share: $0.share)
            }
    }

    private func queryNeighbor(of message: Int32) -> [Evidence] {
        guard case .message(let anchor) = query.vectorOrigin else { return [] }
        let cosine = retriever.similarity(of: message, to: retriever.vector(of: anchor))
        return [
            .neighbor(
                messageID: corpus.id(of: anchor), text: corpus.text(of: anchor), cosine: cosine,
                share: cosine)
        ]
    }

    /// The heaviest ways from the history to the item.
    func paths(to message: Int32) -> [Evidence] {
        switch query.graph {
        case .walk(let walk):
            walk.paths(to: message, limit: Self.limit).map {
                .path(
                    throughMessage: corpus.id(of: $0.throughMessage),
                    throughUser: catalogue.userID($0.throughUser), weight: $0.weight, share: $0.share)
            }
        case .items(let items):
            items.shares(of: message, limit: Self.limit).map {
                .link(
                    messageID: corpus.id(of: $0.throughMessage),
                    text: corpus.text(of: $0.throughMessage), weight: $0.weight, share: $0.share,
                    users: retriever.contents.graph.sharedUserCount($0.throughMessage, message))
            }
        case nil: []
        }
    }

    /// How many users stand behind what the graph says of the item, whose terms are `contributions`.
    func supporterCount(of message: Int32, contributions: [Contribution]) -> Int {
        if case .walk(let walk) = query.graph { return walk.supportingUserCount(of: message) }
        let links = contributions.first { $0.term == SignalSource.graph.rawValue }?.evidence
        guard case .link(_, _, let weight, _, let users)? = links?.first, weight > 0 else { return 0 }
        return users
    }

    /// Every feature's SHAP value, the greatest first, and where they start: together the margin.
    func features(of message: Int32) -> [Evidence] {
        let row = shap[message]?.row ?? retriever.contents.features.vector(user: query.user, message: message)
        let shap = shap[message]?.values ?? retriever.contents.forest.shapValues(row)
        let names = retriever.contents.forest.featureNames
        let places = retriever.featurePlaces
        let order = row.indices.sorted { left, right in
            let (one, other) = (abs(shap.values[left]), abs(shap.values[right]))
            return one != other ? one > other : places[left] < places[right]
        }
        var evidence: [Evidence] = [.base(margin: shap.expectedValue)]
        evidence.reserveCapacity(row.count + 1)
        for index in order {
            let value = row[index]
            evidence.append(
                .feature(name: names[index], value: value.isNaN ? nil : Double(value), shap: shap.values[index]))
        }
        return evidence
    }
}
