internal import Domain
internal import Logging
internal import Recommender
internal import Records
internal import SemanticSearch
internal import Snapshots

/// Reads what has arrived in the records since a snapshot was built, and gives it as a tail for the snapshot's engine.
///
/// Each reading goes on where the last one ended, or at what was written some seconds before it: rows of one moment become
/// visible in any order. So rows are read again only for some seconds, however many came at once. Another snapshot begins
/// anew. Texts that are not known are embedded once, on a thread of the feed.
///
/// - Complexity: a reading takes two indexed queries, and an embedding for each new text.
/// - Thread safety: an actor; readings follow one another.
actor FreshFeed {
    /// How much a tail may hold before the next build: a tail is searched message by message.
    struct Limits: Sendable {
        var messages = 20_000
        var events = 200_000
        /// How many rows one query reads.
        var page = 1_000

        init() {}
    }

    /// How long a row may take from its stamp until it can be read, clocks that differ included, in milliseconds.
    private static let delay: Int64 = 10_000

    private struct Progress {
        let snapshotID: String
        let window: Arrivals.Window
        var tail = FreshTail()
        var eventPlace: Arrivals.Place
        var messagePlace: Arrivals.Place
        /// Everything stamped before this was there to be read.
        var settled = Instant(milliseconds: .min)
        var eventIDs: Set<EventID> = []
        /// Messages that could not be embedded yet.
        var waiting: [MessageID: Arrivals.Arrived<Message>] = [:]
        var isFull = false

        /// Where to go on after the last row: at it, or earlier where rows before it may have become visible since.
        func place(after last: Arrivals.Place) -> Arrivals.Place {
            last.time < settled ? last : max(Arrivals.Place(time: settled), window.start)
        }
    }

    private let records: RecordStore
    private let encoder: QueryEncoder
    private let thread: WorkerThreads
    private let limits: Limits
    private let logger: Logger
    private var progress: Progress?

    init(records: RecordStore, encoder: QueryEncoder, limits: Limits = Limits(), logger: Logger) {
        self.records = records
        self.encoder = encoder
        self.thread = WorkerThreads(count: 1, queueLimit: 8, name: "fresh")
        self.limits = limits
        self.logger = logger
    }

    /// What has arrived by now.
    ///
    /// - Parameter until: leave out what arrived later.
    /// - Throws: `StorageError` where the records do not answer; what was read before stays.
    func tail(for snapshot: Snapshot, until: Instant? = nil) async throws -> FreshTail {
        var progress = try await begun(for: snapshot, until: until)
        defer { self.progress = progress }
        let settled = Instant(milliseconds: WallClock.now().milliseconds - Self.delay)
        try await readMessages(&progress, contents: snapshot.contents, model: snapshot.manifest.embeddingModel)
        try await readEvents(&progress, contents: snapshot.contents)
        progress.settled = settled
        if progress.isFull, self.progress?.isFull != true {
            logger.warning(
                "more has arrived since the last build than is held; what came last waits for the next one",
                metadata: ["messages": "\(progress.tail.messageCount)", "events": "\(progress.tail.eventCount)"])
        }
        return progress.tail
    }

    private func begun(for snapshot: Snapshot, until: Instant?) async throws -> Progress {
        if let progress, progress.snapshotID == snapshot.id, progress.window.until == until { return progress }
        let build = try await records.builds.publishing(snapshot.id)
        let window = Arrivals.Window(asOf: snapshot.manifest.asOf, build: build, until: until)
        return Progress(
            snapshotID: snapshot.id, window: window, eventPlace: window.start, messagePlace: window.start)
    }

    private func readMessages(_ progress: inout Progress, contents: SnapshotContents, model: String) async throws {
        var place = progress.place(after: progress.messagePlace)
        while true {
            let page = try await records.arrivals.messages(in: progress.window, after: place, limit: limits.page)
            guard let last = page.last else { break }
            place = Arrivals.Place(time: last.at, id: last.record.id.rawValue)
            progress.messagePlace = max(progress.messagePlace, place)
            try await add(page, to: &progress, contents: contents, model: model)
            guard page.count == limits.page, !progress.isFull else { break }
        }
        if !progress.waiting.isEmpty {
            let waiting = progress.waiting.values.sorted { ($0.at, $0.record.id) < ($1.at, $1.record.id) }
            try await add(waiting, to: &progress, contents: contents, model: model)
        }
    }

    private func add(
        _ page: [Arrivals.Arrived<Message>], to progress: inout Progress, contents: SnapshotContents, model: String
    ) async throws {
        let texts = progress.tail.unknownTexts(of: page.map(\.record), contents: contents)
        let vectors = try await vectors(of: texts, model: model)
        for arrived in page {
            guard progress.tail.messageCount < limits.messages else {
                progress.isFull = true
                return
            }
            let isTaken = progress.tail.add(
                arrived.record, vector: vectors[arrived.record.text], arrival: arrived.at, contents: contents)
            progress.waiting[arrived.record.id] = isTaken ? nil : arrived
        }
        progress.tail.waitingCount = progress.waiting.count
    }

    /// The embeddings of the texts; of none where there is no model that could make them.
    private func vectors(of texts: [String], model: String) async throws -> [String: [Float]] {
        guard !texts.isEmpty else { return [:] }
        return try await thread.run { [encoder] in
            do {
                var vectors: [String: [Float]] = [:]
                for text in texts { vectors[text] = try encoder.vector(for: text, model: model) }
                return vectors
            } catch let problem as Problem where problem.kind == .textQueriesUnavailable {
                return [:]
            }
        }
    }

    private func readEvents(_ progress: inout Progress, contents: SnapshotContents) async throws {
        var place = progress.place(after: progress.eventPlace)
        while true {
            let page = try await records.arrivals.events(in: progress.window, after: place, limit: limits.page)
            guard let last = page.last else { return }
            place = Arrivals.Place(time: last.at, id: last.record.id.rawValue)
            progress.eventPlace = max(progress.eventPlace, place)
            for arrived in page where progress.eventIDs.insert(arrived.record.id).inserted {
                progress.tail.add(arrived.record, arrival: arrived.at, contents: contents)
            }
            if progress.tail.eventCount >= limits.events { progress.isFull = true }
            guard page.count == limits.page, !progress.isFull else { return }
        }
    }
}
