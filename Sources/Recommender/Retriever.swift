internal import Columns
internal import Domain
internal import Features
internal import Forecasting
internal import Graph
package import SemanticSearch
package import Snapshots

/// Finds candidates with every source and scores each candidate with every source, exactly.
///
/// Approximate search only proposes: the similarity of a candidate is its exact cosine, whoever proposed it. A source
/// that does not know a candidate says 0 (graph) or its honest low value (similarity, forecast), never "missing".
///
/// - Thread safety: immutable; any number of threads may ask.
package struct Retriever: Sendable {
    /// What is searched: the snapshot's messages and those that came after it.
    package let corpus: Corpus
    /// The index that proposes texts: the contents' own, or one that watches it.
    let index: any VectorIndex

    /// The place of each feature's name among all names, rising: what decides between features of equal weight.
    let featurePlaces: [Int]

    /// How many messages of the history make the profile.
    static let profileLength = 50
    /// How many candidates each source proposes.
    package static let proposals = 200
    /// How many texts a search proposes: only what is near the words asked about, to be ranked by every signal.
    static let searchProposals = 50
    /// How many messages of one text are proposed, the most popular first.
    static let messagesPerText = 4

    /// Searches `contents` with `index`, which must give the ordinals of their texts (nil for their own index), and
    /// what came after them.
    package init(contents: SnapshotContents, tail: FreshTail = FreshTail(), index: (any VectorIndex)? = nil) {
        self.corpus = Corpus(contents: contents, tail: tail)
        self.index = index ?? contents.index
        let names = contents.forest.featureNames
        var places = [Int](repeating: 0, count: names.count)
        for (place, feature) in names.indices.sorted(by: { names[$0] < names[$1] }).enumerated() {
            places[feature] = place
        }
        featurePlaces = places
    }

    /// The snapshot's part of what is searched.
    package var contents: SnapshotContents { corpus.contents }

    /// Makes the query of a user, a session, a text or a message.
    ///
    /// - Parameters:
    ///   - textVector: the embedding of the request's text, where it has one.
    ///   - removed: messages that are left out of the history, as if nothing had happened with them.
    /// - Throws: `RecommendationError.unknownMessage` for a `message_id` that the snapshot does not know; unknown
    ///   messages of a session are passed over, since they may be newer than the snapshot.
    package func query(
        for request: RecommendationRequest, textVector: [Float]?, without removed: Set<Int32> = []
    ) throws -> Query {
        let user = request.userID.flatMap { contents.catalogue.userOrdinal($0) }
        let session = request.session.compactMap(corpus.ordinal)
        var anchor: Int32?
        if let id = request.messageID {
            guard let ordinal = corpus.ordinal(of: id) else {
                throw RecommendationError.unknownMessage(parameter: "message_id", id: id.rawValue)
            }
            anchor = ordinal
        }
        return query(
            user: user, touches: request.userID.map(corpus.tail.touches) ?? [], session: session, anchor: anchor,
            textVector: textVector, without: removed)
    }

    /// Makes the query of ordinals, without the messages `removed` from the history.
    ///
    /// - Parameter touches: what the user did after the build.
    package func query(
        user: Int32?, touches: [FreshTouch] = [], session: [Int32] = [], anchor: Int32? = nil,
        textVector: [Float]? = nil, without removed: Set<Int32> = []
    ) -> Query {
        var entries = history(user: user, touches: touches, session: session)
        if !removed.isEmpty { entries.removeAll { removed.contains($0.message) } }
        let recent = Array(entries.prefix(Self.profileLength))
        let graph = entries.isEmpty ? nil : graphScores(user: user, touches, session: session, entries, removed)
        if let textVector {
            return Query(user: user, history: recent, vector: textVector, origin: .text, graph: graph)
        }
        if let anchor {
            return Query(
                user: user, history: recent, vector: vector(of: anchor), origin: .message(anchor), graph: graph)
        }
        return Query(
            user: user, history: recent, interests: Interest.split(recent, vector: vector(of:)), graph: graph,
            isFresh: user == nil || !session.isEmpty || !touches.isEmpty)
    }

    /// What the graph says of a history: by item weights where the snapshot has them, else by a walk.
    private func graphScores(
        user: Int32?, _ touches: [FreshTouch], session: [Int32], _ entries: [HistoryEntry], _ removed: Set<Int32>
    ) -> GraphScores {
        if let items = contents.items {
            let history =
                session.isEmpty
                ? corpus.itemHistory(of: user, since: touches, without: removed)
                : session.filter { !removed.contains($0) }.map { (message: $0, weight: 1) }
            return .items(items.score(history: history, isDistinct: session.isEmpty && touches.isEmpty))
        }
        guard session.isEmpty, touches.isEmpty, let user else {
            return .walk(contents.graph.walk(from: entries.map { (message: $0.message, weight: $0.weight) }))
        }
        return .walk(contents.graph.walk(from: user, without: removed))
    }

    /// The messages whose events make the query of a request, the weightiest first.
    package func historyMessages(for request: RecommendationRequest) -> [Int32] {
        history(
            user: request.userID.flatMap { contents.catalogue.userOrdinal($0) },
            touches: request.userID.map(corpus.tail.touches) ?? [], session: request.session.compactMap(corpus.ordinal)
        ).map(\.message)
    }

    /// The messages that stand for a user and a session; the session's last message counts most.
    private func history(user: Int32?, touches: [FreshTouch], session: [Int32]) -> [HistoryEntry] {
        guard !session.isEmpty else { return corpus.history(of: user, since: touches) }
        var weights: [Int32: Double] = [:]
        for (age, message) in session.reversed().enumerated() {
            weights[message, default: 0] += 1 / Double(age + 1)
        }
        return weights.map { HistoryEntry(message: $0.key, weight: $0.value) }
            .sorted { ($0.weight, $1.message) > ($1.weight, $0.message) }
    }

    /// The embedding of a message's text.
    package func vector(of message: Int32) -> [Float] { corpus.vector(of: message) }

    /// The exact cosine of a message with `vector`.
    package func similarity(of message: Int32, to vector: [Float]) -> Double {
        corpus.similarity(of: message, to: vector)
    }

    /// The greatest exact cosine of a message with one of a query's vectors, and which, the first of equal ones; nil
    /// without a vector.
    package func similarity(of message: Int32, to query: Query) -> (cosine: Double, vector: Int)? {
        var best: (cosine: Double, vector: Int)?
        for (index, vector) in query.vectors.enumerated() {
            let cosine = similarity(of: message, to: vector)
            if best.map({ cosine > $0.cosine }) ?? true { best = (cosine, index) }
        }
        return best
    }

    /// The union of what the sources propose among the allowed messages, rising.
    ///
    /// Someone who asks by a text or a message wants what is near it: then similarity alone proposes, and the other
    /// signals only help to rank.
    ///
    /// - Parameters:
    ///   - scope: the only messages that may be proposed, rising; nil for the whole catalogue.
    ///   - mask: the rules that hold for every source.
    package func candidates(
        for query: Query, scope: [Int32]?, mask: MessageMask, proposals: Int = Retriever.proposals
    ) throws -> [Int32] {
        if let scope, scope.count <= 2 * proposals, !query.isSearch {
            return scope.filter(mask.allows)
        }
        let mask = scope.map(mask.limited(to:)) ?? mask
        func allowed(_ message: Int32) -> Bool { mask.allows(message) }
        var found: [Int32] = []
        let count = query.isSearch ? min(proposals, Self.searchProposals) : proposals
        for text in try similarTexts(to: query.vectors, count: count, mask: mask) {
            appendMessages(ofText: text, isAllowed: allowed, to: &found)
        }
        found += freshMessages(near: query, count: count, isAllowed: allowed)
        if query.isSearch { return Self.risingWithoutRepetition(found) }
        if let graph = query.graph {
            for (message, _) in graph.top(proposals, excluding: { !allowed($0) }) { found.append(message) }
        }
        found += popular(proposals / 2, isAllowed: allowed)
        return Self.risingWithoutRepetition(found)
    }

    private static func risingWithoutRepetition(_ ordinals: [Int32]) -> [Int32] {
        let sorted = ordinals.sorted()
        var result: [Int32] = []
        result.reserveCapacity(sorted.count)
        for ordinal in sorted where ordinal != result.last { result.append(ordinal) }
        return result
    }

    /// The texts nearest to one of `vectors` that have an allowed message.
    private func similarTexts(to vectors: [[Float]], count: Int, mask: MessageMask) throws -> [Int32] {
        guard let first = vectors.first else { return [] }
        let filter = mask.textFilter(catalogue: contents.catalogue)
        var nearest = try index.search(first, k: count, filter: filter).neighbors
        if vectors.count > 1 {
            for vector in vectors.dropFirst() {
                nearest += try index.search(vector, k: count, filter: filter).neighbors
            }
            nearest.sort { ($0.similarity, $1.ordinal) > ($1.similarity, $0.ordinal) }
        }
        var taken: Set<Int32> = []
        return nearest.map(\.ordinal).filter { taken.count < count && taken.insert($0).inserted }
    }

    /// The allowed messages nearest to one of the query's vectors among all that came after the build, compared exactly.
    private func freshMessages(near query: Query, count: Int, isAllowed: (Int32) -> Bool) -> [Int32] {
        let fresh = corpus.freshMessages.filter(isAllowed)
        guard fresh.count > count else { return query.vectors.isEmpty ? [] : fresh }
        return fresh.compactMap { message in
            similarity(of: message, to: query).map { (message: message, cosine: $0.cosine) }
        }.sorted { ($0.cosine, $1.message) > ($1.cosine, $0.message) }.prefix(count).map(\.message)
    }

    /// Appends the most popular allowed messages of one text, equal ones by ordinal.
    private func appendMessages(ofText text: Int32, isAllowed: (Int32) -> Bool, to found: inout [Int32]) {
        let start = found.count
        let allowed = corpus.contents.catalogue.messages(ofText: text).filter(isAllowed)
        guard allowed.count > Self.messagesPerText else {
            found += allowed
            return
        }
        // All are looked up before any is compared, so that the processor waits for many at a time.
        let weights = allowed.map { corpus.popularity(of: $0) }
        var popularity: [Double] = []
        for (message, own) in zip(allowed, weights) {
            // Messages rise, so an equal one that is there already stays before this one.
            var rank = popularity.count
            while rank > 0, popularity[rank - 1] < own { rank -= 1 }
            guard rank < Self.messagesPerText else { continue }
            popularity.insert(own, at: rank)
            found.insert(message, at: start + rank)
            if popularity.count > Self.messagesPerText {
                popularity.removeLast()
                found.removeLast()
            }
        }
    }

    /// The most popular allowed messages, the most popular first.
    package func popular(_ count: Int, isAllowed: (Int32) -> Bool) -> [Int32] {
        corpus.popular(count, isAllowed: isAllowed)
    }

    /// What each source says of each candidate, in the candidates' order.
    ///
    /// - Complexity: O(n · dimension) for the distinct texts, besides n forest rows; least where candidates rise.
    package func scores(of candidates: [Int32], for query: Query) -> [SignalScores] {
        let margins = forecasts(of: candidates, user: query.user)
        let cosines = cosines(of: candidates, with: query.vectors)
        return candidates.indices.map { index in
            SignalScores(
                message: candidates[index], similarity: cosines.isEmpty ? 0 : cosines[index],
                graph: query.graph?.score(of: candidates[index]) ?? 0, forecast: Double(margins[index]))
        }
    }

    /// The greatest cosine of each candidate with one of `vectors`, computed once a text; empty without vectors.
    private func cosines(of candidates: [Int32], with vectors: [[Float]]) -> [Double] {
        guard let first = vectors.first else { return [] }
        let texts = DistinctOrdinals(candidates.map { corpus.textOrdinal(of: $0) })
        var best = corpus.cosines(ofTexts: texts.distinct, with: first)
        for vector in vectors.dropFirst() {
            let others = corpus.cosines(ofTexts: texts.distinct, with: vector)
            for index in best.indices where others[index] > best[index] { best[index] = others[index] }
        }
        return texts.numbers.map { Double(best[Int($0)]) }
    }

    /// The forest's margins of the candidates for a user.
    private func forecasts(of candidates: [Int32], user: Int32?) -> [Float] {
        let sheet = contents.features.sheet(user: user, messages: candidates, block: Forest.rowBlock)
        return contents.forest.margins(
            fixed: sheet.fixed, varying: sheet.varying, columns: sheet.columns, stride: sheet.stride,
            count: sheet.count)
    }
}
