package import Columns

/// A column file, mapped and checked: every column is read in place, none is copied.
///
/// - Complexity: opening reads the header and the records alone, whatever the size of the columns.
/// - Thread safety: immutable after opening.
package struct ColumnFile: Sendable {
    private struct Record: Sendable {
        let name: String
        let code: UInt32
        let stride: Int
        let count: Int
        let offset: Int
    }

    private let file: MappedFile
    private let records: [Record]

    /// Maps the file at `path` and checks magic, version, kind, size, and the range of every column.
    ///
    /// - Throws: `SnapshotError` naming the file and what was expected.
    package init(path: String, kind: String) throws {
        do {
            self.file = try MappedFile(path: path)
        } catch {
            throw SnapshotError.unreadable(file: path, reason: error.description)
        }
        self.records = try file.withUnsafeBytes { try Self.records(in: $0, path: path, kind: kind) }
    }

    /// Tells the system how the columns will be read.
    func expect(_ access: MappedFile.Access) { file.expect(access) }

    /// Gives back the memory of what was read so far.
    func release() { file.release() }

    /// The names of the columns in the file's order.
    package var names: [String] { records.map(\.name) }

    /// The column named `name`.
    ///
    /// - Throws: `SnapshotError.corrupt` when there is none of that name and element type.
    package func column<Element: ColumnElement>(
        _ name: String, as type: Element.Type = Element.self
    ) throws -> FlatColumn<Element> {
        guard let record = records.first(where: { $0.name == name }) else {
            throw SnapshotError.corrupt(file: file.path, expected: "a column \"\(name)\"", found: "none")
        }
        guard record.code == Element.columnCode, record.stride == MemoryLayout<Element>.stride else {
            throw SnapshotError.corrupt(
                file: file.path,
                expected: "column \"\(name)\" of element code \(Element.columnCode), "
                    + "\(MemoryLayout<Element>.stride) bytes each",
                found: "code \(record.code), \(record.stride) bytes each")
        }
        do {
            return try FlatColumn(mapped: file, offset: record.offset, count: record.count)
        } catch {
            throw SnapshotError.corrupt(file: file.path, expected: "column \"\(name)\"", found: error.description)
        }
    }

    private static func records(in bytes: UnsafeRawBufferPointer, path: String, kind: String) throws -> [Record] {
        func corrupt(_ expected: String, _ found: String) -> SnapshotError {
            .corrupt(file: path, expected: expected, found: found)
        }
        guard bytes.count >= ColumnFileFormat.headerSize else {
            throw corrupt("a header of \(ColumnFileFormat.headerSize) bytes", "\(bytes.count) bytes")
        }
        guard bytes[0..<8].elementsEqual(ColumnFileFormat.magic) else {
            throw corrupt("the magic MURMCOLS", "other bytes")
        }
        let version = bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        guard version == ColumnFileFormat.version else {
            throw SnapshotError.unsupportedVersion(file: path, expected: ColumnFileFormat.version, found: version)
        }
        let foundKind = text(bytes[16..<32])
        guard foundKind == kind else { throw corrupt("kind \"\(kind)\"", "\"\(foundKind)\"") }
        let size = bytes.loadUnaligned(fromByteOffset: 32, as: UInt64.self)
        guard size == UInt64(bytes.count) else { throw corrupt("\(size) bytes", "\(bytes.count) bytes") }
        let count = Int(bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        let recordsEnd = ColumnFileFormat.headerSize + count * ColumnFileFormat.recordSize
        guard count <= ColumnFileFormat.maximumColumns, recordsEnd <= bytes.count else {
            throw corrupt("records of \(count) columns", "\(bytes.count) bytes")
        }
        var records: [Record] = []
        for index in 0..<count {
            let start = ColumnFileFormat.headerSize + index * ColumnFileFormat.recordSize
            let name = text(bytes[start..<start + ColumnFileFormat.nameSize])
            let code = bytes.loadUnaligned(fromByteOffset: start + 32, as: UInt32.self)
            let stride = bytes.loadUnaligned(fromByteOffset: start + 36, as: UInt32.self)
            let length = bytes.loadUnaligned(fromByteOffset: start + 40, as: UInt64.self)
            let offset = bytes.loadUnaligned(fromByteOffset: start + 48, as: UInt64.self)
            let (extent, overflow) = length.multipliedReportingOverflow(by: UInt64(stride))
            guard stride > 0, stride <= 16, !overflow, offset >= UInt64(recordsEnd), offset <= size,
                extent <= size - offset, offset % UInt64(ColumnFileFormat.alignment) == 0
            else {
                throw corrupt(
                    "column \"\(name)\" inside the file", "count \(length) of \(stride) bytes at offset \(offset)")
            }
            records.append(Record(name: name, code: code, stride: Int(stride), count: Int(length), offset: Int(offset)))
        }
        return records
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: bytes.prefix(while: { $0 != 0 }), as: UTF8.self)
    }
}
