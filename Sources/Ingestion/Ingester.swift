package import Domain
import Records

/// Reads events and catalogue records into the store, line by line under the data contract.
///
/// A line that breaks the contract goes to the quarantine with its number, its field and the reason; its neighbours are
/// not touched. Lines are written in batches, each one transaction, so a run that is killed leaves whole batches, and
/// running it again completes it: events are keyed by `event_id`, catalogue records by their id, refused lines by
/// source, line and reason. A second run of the same input changes nothing.
///
/// Errors: `IngestInputError` where the input as a whole cannot be read, which the user can mend; whatever the store
/// throws passes through unchanged.
///
/// - Complexity: O(bytes) time, memory of about two batches, whatever the size of the input.
/// - Thread safety: any number of runs at once.
package struct Ingester: Sendable {
    private let sink: any RecordSink
    private let clock: @Sendable () -> Instant

    /// Ingests into `store`; `clock` says what time it is, because no event may lie more than a minute ahead of it.
    package init(store: any RecordSink, clock: @escaping @Sendable () -> Instant) {
        self.sink = store
        self.clock = clock
    }

    /// Ingests a file: NDJSON, or CSV where its name says so, gzipped or not.
    ///
    /// - Parameters:
    ///   - path: the file; the quarantine calls it by this name.
    ///   - kind: what its lines are; guessed from the name when nil.
    ///   - progress: told after each batch.
    /// - Returns: the counts; `truncated` says where a file broke off that is cut short, or damaged.
    /// - Throws: `IngestInputError` where the file cannot be read; what the store throws.
    package func ingest(
        path: String, kind: RecordKind? = nil, progress: @Sendable (IngestProgress) -> Void = { _ in }
    ) async throws -> IngestReport {
        try await run(
            InputSource(place: .file(path), format: InputFormat(guessedFromPath: path), name: path),
            kind: kind ?? RecordKind(guessedFromPath: path), progress: progress)
    }

    /// Ingests the lines of a body that is in memory; `source` is what the quarantine calls it.
    ///
    /// - Throws: `IngestInputError` where the body cannot be read, such as CSV without a header; what the store throws.
    package func ingest(
        lines: [UInt8], kind: RecordKind, format: InputFormat = .ndjson, source: String
    ) async throws -> IngestReport {
        try await run(InputSource(place: .body(lines), format: format, name: source), kind: kind, progress: { _ in })
    }

    private func run(
        _ source: InputSource, kind: RecordKind, progress: @Sendable (IngestProgress) -> Void
    ) async throws -> IngestReport {
        let began = ContinuousClock.now
        let reader = BatchReader(source, kind: kind, clock: clock)
        let size = try await reader.open()
        var report = IngestReport(source: source.name, kind: kind)
        let lateBefore = try await sink.latestEventTime().map {
            Instant(milliseconds: $0.milliseconds - IngestReport.lateGrace)
        }
        var batch = await reader.next()
        while let current = batch {
            // The reader parses the next batch while the store writes this one.
            async let following = reader.next()
            try await write(current.records, lateBefore: lateBefore, &report)
            try await quarantine(current.rejected, of: source, &report)
            report.lines += current.lines
            progress(IngestProgress(lines: report.lines, bytesRead: current.position, totalBytes: size))
            batch = await following
        }
        report.truncated = await reader.damage
        report.seconds = Double(began.duration(to: .now) / .milliseconds(1)) / 1000
        return report
    }

    private func write(
        _ records: RecordBatch.Records, lateBefore: Instant?, _ report: inout IngestReport
    ) async throws {
        switch records {
        case .events(let events): try await append(events, lateBefore: lateBefore, &report)
        case .messages(let messages):
            if !messages.isEmpty { try await sink.upsert(messages) }
            report.accepted += messages.count
        case .campaigns(let campaigns):
            if !campaigns.isEmpty { try await sink.upsert(campaigns) }
            report.accepted += campaigns.count
        }
    }

    /// Appends the events, late ones apart, because the log says how many of a batch were new but not which.
    private func append(_ events: [Event], lateBefore: Instant?, _ report: inout IngestReport) async throws {
        guard let lateBefore, events.contains(where: { $0.time < lateBefore }) else {
            try await append(events, &report)
            return
        }
        // Of two events of one name in the batch the first one counts, also when only the second is late.
        var seen: Set<[UInt8]> = []
        let first = events.filter { seen.insert(Array($0.id.rawValue.utf8)).inserted }
        report.duplicate += events.count - first.count
        try await append(first.filter { $0.time >= lateBefore }, &report)
        report.late += try await append(first.filter { $0.time < lateBefore }, &report)
    }

    @discardableResult
    private func append(_ events: [Event], _ report: inout IngestReport) async throws -> Int {
        guard !events.isEmpty else { return 0 }
        let result = try await sink.append(events)
        report.accepted += result.inserted
        report.duplicate += result.duplicates
        return result.inserted
    }

    private func quarantine(
        _ rejected: [RejectedLine], of source: InputSource, _ report: inout IngestReport
    ) async throws {
        guard !rejected.isEmpty else { return }
        let now = clock()
        let lines = rejected.map { line in
            QuarantinedLine(
                source: source.name, line: line.number, field: line.violation.field, reason: line.violation.reason,
                sample: line.sample, ingestedAt: now)
        }
        try await sink.quarantine(lines)
        report.quarantined += lines.count
        report.firstReasons += lines.prefix(IngestReport.reasonLimit - report.firstReasons.count)
    }
}
