import Dispatch
import Domain

/// Reads and parses an input batch by batch, on a thread of its own: neither the file nor zlib holds up a task.
///
/// - Thread safety: an actor; its executor is a serial queue, so the store writes one batch while the next is parsed.
actor BatchReader {
    /// How many lines make a batch, and so a transaction.
    static let batchLines = 2000
    /// How many bytes of accepted lines end a batch early.
    static let batchBytes = 8 << 20

    private let queue = ReaderQueue()
    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    private let kind: RecordKind
    private let clock: @Sendable () -> Instant
    private let source: InputSource
    private var rows: Rows?

    private enum Rows {
        case lines(LineReader)
        case records(CSVReader, columns: CSVColumns)
    }

    init(_ source: InputSource, kind: RecordKind, clock: @escaping @Sendable () -> Instant) {
        self.source = source
        self.kind = kind
        self.clock = clock
    }

    /// Opens the input and reads a CSV header; returns the input's size in bytes.
    ///
    /// - Throws: `IngestInputError` where there is nothing that can be read.
    func open() throws -> Int64 {
        let (reader, size) = try source.open()
        switch source.format {
        case .ndjson: rows = .lines(reader)
        case .csv:
            var records = CSVReader(reader)
            let columns = try CSVColumns(&records, kind: kind, source: source.name)
            rows = .records(records, columns: columns)
        }
        return size
    }

    /// Where the input broke off, once it has.
    var damage: InputDamage? {
        switch rows {
        case .lines(let reader): reader.damage
        case .records(let reader, _): reader.damage
        case nil: nil
        }
    }

    /// The next batch, or nil at the end.
    func next() -> RecordBatch? {
        let now = clock()
        var batch = RecordBatch(kind)
        switch rows {
        case .lines(var reader):
            rows = nil
            batch.read(&reader, now: now)
            rows = .lines(reader)
        case .records(var reader, let columns):
            rows = nil
            batch.read(&reader, columns: columns, now: now)
            rows = .records(reader, columns: columns)
        case nil: return nil
        }
        return batch.lines == 0 ? nil : batch
    }
}

/// Runs the jobs of an actor one after another on a queue outside the cooperative pool.
private final class ReaderQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "murmur.ingest")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}

extension RecordBatch {
    /// Fills the batch with lines of JSON.
    fileprivate mutating func read(_ reader: inout LineReader, now: Instant) {
        var bytes = 0
        while lines < BatchReader.batchLines, bytes < BatchReader.batchBytes, let line = reader.next() {
            if line.isBlank { continue }
            lines += 1
            bytes += line.range.count
            do throws(ContractViolation) {
                if line.isTooLong { throw CSVReader.tooLong }
                try add(line, now: now)
            } catch {
                rejected.append(RejectedLine(number: line.number, violation: error, sample: line.sample))
            }
        }
        position = reader.position
    }

    /// Fills the batch with records of CSV.
    fileprivate mutating func read(_ reader: inout CSVReader, columns: CSVColumns, now: Instant) {
        var bytes = 0
        while lines < BatchReader.batchLines, bytes < BatchReader.batchBytes,
            let record = reader.next(columns: columns.count)
        {
            lines += 1
            bytes += record.sample.utf8.count
            do throws(ContractViolation) {
                try add(try record.cells.get(), columns, now: now)
            } catch {
                rejected.append(RejectedLine(number: record.line, violation: error, sample: record.sample))
            }
        }
        position = reader.position
    }

    private mutating func add(_ line: InputLine, now: Instant) throws(ContractViolation) {
        let members: [JSONMember]
        do {
            members = try JSONReader.object(in: line.bytes, range: line.range)
        } catch {
            throw ContractViolation(field: nil, reason: error.description)
        }
        switch records {
        case .events: append(try Event(FieldValues(members), now: now))
        case .messages: append(try Message(FieldValues(members)))
        case .campaigns: append(try Campaign(FieldValues(members)))
        }
    }

    private mutating func add(_ cells: [CSVCell], _ columns: CSVColumns, now: Instant) throws(ContractViolation) {
        switch columns {
        case .events(let fields): append(try Event(FieldValues(cells, columns: fields), now: now))
        case .messages(let fields): append(try Message(FieldValues(cells, columns: fields)))
        case .campaigns(let fields): append(try Campaign(FieldValues(cells, columns: fields)))
        }
    }

    private mutating func append(_ event: Event) {
        guard case .events(var events) = records else { return }
        records = .events([])
        events.append(event)
        records = .events(events)
    }

    private mutating func append(_ message: Message) {
        guard case .messages(var messages) = records else { return }
        records = .messages([])
        messages.append(message)
        records = .messages(messages)
    }

    private mutating func append(_ campaign: Campaign) {
        guard case .campaigns(var campaigns) = records else { return }
        records = .campaigns([])
        campaigns.append(campaign)
        records = .campaigns(campaigns)
    }
}
