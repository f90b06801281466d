package import Domain
import Storage

/// A line that the data contract refused, with what an operator needs to mend it.
package struct QuarantinedLine: Sendable, Hashable {
    /// The name of the file, or of the route.
    package let source: String
    /// The line's number, from 1.
    package let line: Int
    /// The field that is wrong, where it is one field.
    package let field: String?
    /// What is wrong with it.
    package let reason: String
    /// The line's beginning, at most 2 KiB.
    package let sample: String
    /// When it was refused.
    package let ingestedAt: Instant

    /// Takes a line; the sample is cut after 2 KiB, between characters.
    package init(source: String, line: Int, field: String?, reason: String, sample: String, ingestedAt: Instant) {
        self.source = source
        self.line = line
        self.field = field
        self.reason = reason
        self.sample = QuarantinedLine.shortened(sample)
        self.ingestedAt = ingestedAt
    }

    /// The greatest size of a sample in UTF-8 bytes.
    package static let sampleLimit = 2048

    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > sampleLimit else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: sampleLimit)
        // Back over the continuation bytes of a scalar that the limit cuts through.
        while text.utf8[end] & 0b1100_0000 == 0b1000_0000 { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}

/// The lines that the data contract refused; recording a line twice keeps one.
package struct Quarantine: Sendable {
    private let database: any SQLDatabase

    init(database: any SQLDatabase) { self.database = database }

    private static let columns: [StaticString] = ["source", "line", "reason", "field", "sample", "ingested_at"]

    /// Records lines, once for each (source, line, reason), and returns how many were new.
    ///
    /// A NUL character, which no text of the data base may hold, is recorded as U+FFFD.
    @discardableResult
    package func record(_ lines: [QuarantinedLine]) async throws -> Int {
        guard !lines.isEmpty else { return 0 }
        return try await database.write { connection in
            try connection.insert(
                into: "quarantine", columns: Self.columns,
                rows: lines.map { line in
                    [
                        .text(Self.storable(line.source)), line.line.sqlValue, .text(Self.storable(line.reason)),
                        line.field.map(Self.storable).sqlValue, .text(Self.storable(line.sample)),
                        line.ingestedAt.sqlValue,
                    ]
                }, onConflict: .ignore(keys: ["source", "line", "reason"]))
        }
    }

    /// The latest lines, latest first, then by source and line.
    package func list(limit: Int) async throws -> [QuarantinedLine] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT * FROM quarantine ORDER BY ingested_at DESC, source, line, reason LIMIT \(max(0, limit))
                """
            ).map { row in
                QuarantinedLine(
                    source: try row.text("source"), line: try row.count("line"), field: try row.optionalText("field"),
                    reason: try row.text("reason"), sample: try row.text("sample"),
                    ingestedAt: try row.instant("ingested_at"))
            }
        }
    }

    /// The number of lines.
    package func count() async throws -> Int {
        try await database.read { connection in
            try connection.first("SELECT COUNT(*) AS lines FROM quarantine")?.count("lines") ?? 0
        }
    }

    private static func storable(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}
