import ArgumentParser
import Foundation
import Logging
import Records
import SemanticSearch
import Snapshots

/// The options that every command shares; each falls back to an environment variable, then to a default.
struct Settings: ParsableArguments {
    @Option(help: "Folder of snapshots and of the default data base. [MURMUR_HOME, default: Indexes]")
    var home: String?

    @Option(help: "SQL data base: sqlite:PATH or postgresql://… [MURMUR_DATABASE_URL, default: sqlite in the home]")
    var database: String?

    @Option(help: "Folder of the embedding model. [MURMUR_MODEL_DIR, default: Models/all-MiniLM-L6-v2]")
    var model: String?

    @Option(help: "Threads for the batch. [MURMUR_THREADS, default: the number of cores]")
    var threads: Int?

    func validate() throws {
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads: expected 1 to 256") }
    }

    var homeFolder: String { home ?? Environment.text("MURMUR_HOME") ?? "Indexes" }
    var databaseURL: String {
        database ?? Environment.text("MURMUR_DATABASE_URL") ?? "sqlite:\(homeFolder)/murmur.sqlite"
    }
    var modelFolder: String { model ?? Environment.text("MURMUR_MODEL_DIR") ?? "Models/all-MiniLM-L6-v2" }

    /// How many threads the batch may use.
    func threadCount() throws -> Int {
        if let threads { return threads }
        return try Environment.integer("MURMUR_THREADS", in: 1...256) ?? ProcessInfo.processInfo.activeProcessorCount
    }

    var snapshots: SnapshotStore { SnapshotStore(home: homeFolder) }

    /// Opens the records, applying migrations on first start.
    func openRecords() async throws -> RecordStore { try await RecordStore.open(url: databaseURL) }

    /// Runs `body` with the records open, and closes them whatever happens.
    func withRecords<Value>(_ body: (RecordStore) async throws -> Value) async throws -> Value {
        let records = try await openRecords()
        do {
            let value = try await body(records)
            await records.close()
            return value
        } catch {
            await records.close()
            throw error
        }
    }
}

/// Reads settings from the environment; a value that does not fit names its variable.
enum Environment {
    /// A variable's text, or nil where it is unset or empty.
    static func text(_ name: String) -> String? {
        let value = ProcessInfo.processInfo.environment[name]
        return value?.isEmpty == true ? nil : value
    }

    /// A variable's whole number.
    static func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ValidationError(
                "\(name): expected a whole number from \(range.lowerBound) to \(range.upperBound), got \"\(text)\"")
        }
        return number
    }

    /// A variable's number.
    static func number(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
        guard let text = text(name) else { return nil }
        guard let number = Double(text), range.contains(number) else {
            throw ValidationError(
                "\(name): expected a number from \(range.lowerBound) to \(range.upperBound), got \"\(text)\"")
        }
        return number
    }

    /// One of the values of an enumeration.
    static func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, as type: Value.Type = Value.self
    ) throws -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(name): expected one of \(names), got \"\(text)\"")
        }
        return value
    }
}

/// Makes the program's logger: lines on standard error, so that standard output stays for answers.
enum ProgramLog {
    static func start() throws -> Logger {
        let level = try Environment.text("MURMUR_LOG_LEVEL").map { text in
            guard let level = Logger.Level(rawValue: text) else {
                throw ValidationError(
                    "MURMUR_LOG_LEVEL: expected trace, debug, info, notice, warning, error or critical")
            }
            return level
        }
        var logger = Logger(label: "murmur") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level ?? .info
        let blas = BLASRuntime.describe()
        logger.info("BLAS found", metadata: ["name": "\(blas.name)"])
        if blas.isReference {
            logger.warning("this is the reference BLAS: encoding will be about 35 times slower; install OpenBLAS")
        }
        return logger
    }
}
