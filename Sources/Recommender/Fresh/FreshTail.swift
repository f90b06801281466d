internal import Columns
package import Domain
internal import Graph
internal import SemanticSearch
package import Snapshots

/// What has arrived since a snapshot was built: messages it does not know, messages withdrawn, and what people did.
///
/// Its messages go on where the snapshot's ordinals end, in the order of arrival, so an ordinal never changes its meaning
/// while the snapshot answers. Texts that the snapshot knows keep their text ordinal; new ones are numbered in the same way.
/// Adding is cheap, and a copy stays as it was: the server adds to its own and hands copies to engines.
///
/// - Complexity: O(1) to add an event, O(log n) to add a message, besides a copy of what a reader still holds.
/// - Thread safety: a value.
package struct FreshTail: Sendable {
    /// A message that the snapshot does not know.
    struct Entry: Sendable {
        let id: MessageID
        let text: String
        /// The ordinal of its text: below the snapshot's number of texts where it has that text, too.
        let textOrdinal: Int32
        let campaigns: [Int32]
        var isHidden: Bool
    }

    private(set) var entries: [Entry] = []
    private var ordinals: [MessageID: Int32] = [:]
    /// The new texts' unit vectors, row by row, by text ordinal.
    private(set) var vectors: [[Float]] = []
    private var textOrdinals: [String: Int32] = [:]
    /// Messages of the snapshot that the catalogue says are withdrawn by now.
    private(set) var withdrawn: Set<Int32> = []
    private var touches: [UserID: [FreshTouch]] = [:]
    private var places: [UserID: Segment] = [:]
    /// What was engaged with, and by how many that had not before.
    private(set) var engagement: [Int32: (weight: Double, users: Int)] = [:]
    /// How many events and changes of messages it has.
    package private(set) var eventCount = 0
    private var messageChanges = 0
    /// How many new messages have no embedding yet and so cannot take part.
    package var waitingCount = 0
    private var lastChange: Instant?
    /// The latest arrival among them; nil while there is none.
    package private(set) var until: Instant?

    /// Nothing has arrived.
    package init() {}

    /// Whether nothing has arrived.
    package var isEmpty: Bool { eventCount == 0 && messageChanges == 0 }
    /// How many messages it has that the snapshot does not know.
    package var messageCount: Int { entries.count }

    /// Whether `other`, an earlier or later reading of the same arrivals, has nothing else.
    package func isSame(as other: FreshTail) -> Bool {
        (eventCount, messageChanges, waitingCount) == (other.eventCount, other.messageChanges, other.waitingCount)
    }

    /// What a user did after the build, in the order of arrival.
    package func touches(of user: UserID) -> [FreshTouch] { touches[user] ?? [] }

    /// Where a user's events after the build place them; everybody where they say nothing.
    func place(of user: UserID) -> Segment { places[user] ?? Segment(country: nil, device: nil) }

    /// Changes whenever messages came or went, or the user did something or is somewhere else: what makes a kept answer out
    /// of date at once.
    ///
    /// What others do only moves popularity, which may wait until the answer expires.
    package func stamp(for user: UserID?) -> String {
        let own = user.flatMap { touches[$0] } ?? []
        let place = user.map(place)?.code ?? 0
        guard messageChanges > 0 || !own.isEmpty || place != 0 else { return "" }
        return "\(messageChanges).\(lastChange?.milliseconds ?? 0).\(own.count).\(place)"
    }

    /// The ordinal of one of its own messages.
    func ordinal(of id: MessageID) -> Int32? { ordinals[id] }

    /// The texts of `messages` that need an embedding before they can be added: neither the snapshot nor the tail has them.
    package func unknownTexts(of messages: [Message], contents: SnapshotContents) -> [String] {
        var seen: Set<String> = []
        return messages.filter {
            contents.catalogue.messageOrdinal($0.id) == nil && ordinals[$0.id] == nil
                && textOrdinals[$0.text] == nil && contents.catalogue.texts.ordinal(of: $0.text) == nil
        }.map(\.text).filter { seen.insert($0).inserted }
    }

    /// Takes a message that came or changed after the build.
    ///
    /// Of a message that the snapshot or the tail knows already only being withdrawn, or not any more, is taken over: a
    /// new text waits for the next build.
    ///
    /// - Parameters:
    ///   - vector: the unit embedding of its text; needed where `unknownTexts` named it, otherwise not looked at.
    ///   - arrival: when it came.
    /// - Returns: false where the message is new and has no embedding, so it was not taken.
    @discardableResult
    package mutating func add(
        _ message: Message, vector: [Float]?, arrival: Instant, contents: SnapshotContents
    ) -> Bool {
        let catalogue = contents.catalogue
        if let known = catalogue.messageOrdinal(message.id) {
            guard !catalogue.isHidden(known), message.hidden != withdrawn.contains(known) else { return true }
            if message.hidden { withdrawn.insert(known) } else { withdrawn.remove(known) }
            return note(arrival)
        }
        if let known = ordinals[message.id] {
            let index = Int(known) - catalogue.messageCount
            guard entries[index].isHidden != message.hidden else { return true }
            entries[index].isHidden = message.hidden
            return note(arrival)
        }
        guard let text = textOrdinal(of: message.text, vector: vector, contents: contents) else { return false }
        ordinals[message.id] = Int32(catalogue.messageCount + entries.count)
        entries.append(
            Entry(
                id: message.id, text: message.text, textOrdinal: text,
                campaigns: message.campaignIDs.compactMap(catalogue.campaignOrdinal).sorted(),
                isHidden: message.hidden))
        return note(arrival)
    }

    /// Takes an event after the build; one about a message that is not known is counted and has no effect.
    package mutating func add(_ event: Event, arrival: Instant, contents: SnapshotContents) {
        eventCount += 1
        until = max(until ?? arrival, arrival)
        let place = Segment(country: event.country, device: event.device)
        if !place.isEverybody { places[event.userID] = self.place(of: event.userID).updated(by: place) }
        guard let id = event.messageID, let message = contents.catalogue.messageOrdinal(id) ?? ordinals[id] else {
            return
        }
        let touch = FreshTouch(
            message: message, type: event.type, time: event.time,
            weight: contents.graph.parameters.weight(of: event.type))
        if touch.weight > 0 {
            var sum = engagement[message] ?? (weight: 0, users: 0)
            let user = contents.catalogue.userOrdinal(event.userID)
            let isNew =
                !(user.map { contents.graph.hasEngaged(user: $0, message: message) } ?? false)
                && !touches(of: event.userID).contains { $0.message == message && $0.weight > 0 }
            sum.weight += touch.weight
            sum.users += isNew ? 1 : 0
            engagement[message] = sum
        }
        touches[event.userID, default: []].append(touch)
    }

    private mutating func note(_ arrival: Instant) -> Bool {
        messageChanges += 1
        lastChange = max(lastChange ?? arrival, arrival)
        until = max(until ?? arrival, arrival)
        return true
    }

    private mutating func textOrdinal(of text: String, vector: [Float]?, contents: SnapshotContents) -> Int32? {
        let texts = contents.catalogue.texts
        if let known = texts.ordinal(of: text) ?? textOrdinals[text] { return known }
        guard let vector, vector.count == contents.embeddings.dimension, vector.allSatisfy(\.isFinite) else {
            return nil
        }
        let ordinal = Int32(texts.count + vectors.count)
        textOrdinals[text] = ordinal
        vectors.append(vector)
        return ordinal
    }
}
