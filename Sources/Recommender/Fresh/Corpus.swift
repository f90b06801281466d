internal import Columns
internal import Domain
internal import Graph
internal import SemanticSearch
package import Snapshots

/// Every message that can be recommended, under one numbering: those of the snapshot, then those of the fresh tail.
///
/// All who speak of a message by its ordinal ask here. Whoever speaks of users or campaigns asks the snapshot itself.
///
/// - Thread safety: immutable.
package struct Corpus: Sendable {
    /// The snapshot's part.
    package let contents: SnapshotContents
    /// What came after it.
    package let tail: FreshTail
    private let known: Int32
    private let knownTexts: Int32

    /// Joins a snapshot with what came after it.
    package init(contents: SnapshotContents, tail: FreshTail = FreshTail()) {
        self.contents = contents
        self.tail = tail
        known = Int32(contents.catalogue.messageCount)
        knownTexts = Int32(contents.catalogue.texts.count)
    }

    /// The number of messages; every ordinal is below it.
    package var messageCount: Int { Int(known) + tail.messageCount }
    /// The number of distinct texts.
    var textCount: Int { Int(knownTexts) + tail.vectors.count }
    /// The ordinals of the messages that came after the build.
    var freshMessages: Range<Int32> { known..<Int32(messageCount) }

    /// Whether the message came after the build.
    @inline(__always)
    func isFresh(_ message: Int32) -> Bool { message >= known }

    private func entry(_ message: Int32) -> FreshTail.Entry { tail.entries[Int(message - known)] }

    /// The ordinal of a message, or nil where neither the snapshot nor the tail knows it.
    func ordinal(of id: MessageID) -> Int32? { contents.catalogue.messageOrdinal(id) ?? tail.ordinal(of: id) }

    /// The id of a message.
    func id(of message: Int32) -> MessageID {
        isFresh(message) ? entry(message).id : contents.catalogue.messageID(message)
    }

    /// The text of a message.
    func text(of message: Int32) -> String {
        isFresh(message) ? entry(message).text : contents.catalogue.text(ofMessage: message)
    }

    /// The ordinal of a message's text: equal texts have equal ordinals.
    @inline(__always)
    func textOrdinal(of message: Int32) -> Int32 {
        isFresh(message) ? entry(message).textOrdinal : contents.catalogue.messageTexts[Int(message)]
    }

    /// Whether the message is withdrawn, at the build or since.
    func isHidden(_ message: Int32) -> Bool {
        isFresh(message)
            ? entry(message).isHidden : contents.catalogue.isHidden(message) || tail.withdrawn.contains(message)
    }

    /// The embedding of a message's text.
    func vector(of message: Int32) -> [Float] {
        let text = textOrdinal(of: message)
        return text < knownTexts ? contents.embeddings.row(Int(text)) : tail.vectors[Int(text - knownTexts)]
    }

    /// The exact cosine of a message with `vector`.
    func similarity(of message: Int32, to vector: [Float]) -> Double {
        let text = textOrdinal(of: message)
        guard text >= knownTexts else {
            return Double(contents.embeddings.similarity(Int(text), to: vector, metric: .innerProduct))
        }
        return Double(VectorColumn.innerProduct(tail.vectors[Int(text - knownTexts)], vector))
    }

    /// The exact cosine of each text with `vector`, as `similarity` has it of their messages.
    func cosines(ofTexts texts: [Int32], with vector: [Float]) -> [Float] {
        if tail.vectors.isEmpty { return contents.embeddings.innerProducts(of: texts, with: vector) }
        let places = texts.indices.filter { texts[$0] < knownTexts }
        let known = contents.embeddings.innerProducts(of: places.map { texts[$0] }, with: vector)
        var cosines = texts.map { text in
            text < knownTexts ? 0 : VectorColumn.innerProduct(tail.vectors[Int(text - knownTexts)], vector)
        }
        for (place, cosine) in zip(places, known) { cosines[place] = cosine }
        return cosines
    }

    /// The campaigns of a message, rising.
    func campaigns(of message: Int32) -> [Int32] {
        isFresh(message) ? entry(message).campaigns : contents.graph.campaigns(ofMessage: message)
    }

    /// The messages of a campaign, rising.
    func messages(ofCampaign campaign: Int32) -> [Int32] {
        contents.graph.messages(ofCampaign: campaign) + freshMessages.filter { entry($0).campaigns.contains(campaign) }
    }

    /// The decayed engagement of a message, and undecayed what came since the build.
    func popularity(of message: Int32) -> Double {
        contents.graph.popularity(ofMessage: message) + (tail.engagement[message]?.weight ?? 0)
    }

    /// How many users engaged with a message.
    func userCount(of message: Int32) -> Int {
        contents.graph.userCount(ofMessage: message) + (tail.engagement[message]?.users ?? 0)
    }

    /// Among the `limit` most popular allowed messages of the snapshot and all that were engaged with since, the most
    /// popular first, equal ones by ordinal.
    func popular(_ limit: Int, isAllowed: (Int32) -> Bool) -> [Int32] {
        let found = contents.graph.popular(limit, excluding: { !isAllowed($0) }).map(\.message)
        guard !tail.engagement.isEmpty else { return found }
        let all = Set(found).union(tail.engagement.keys.filter(isAllowed))
        return Array(
            all.map { (message: $0, popularity: popularity(of: $0)) }
                .sorted { ($0.popularity, $1.message) > ($1.popularity, $0.message) }
                .prefix(limit).map(\.message))
    }
}
