package import Columns
internal import Foundation

/// Collects named columns and writes them as one column file.
///
/// - Thread safety: a value; use from one thread.
package struct ColumnFileWriter {
    private struct Pending {
        let name: String
        let code: UInt32
        let stride: Int
        let count: Int
        let write: (FileHandle) throws -> Void
    }

    private let kind: String
    private var pending: [Pending] = []

    /// Starts a file of `kind`, at most 16 ASCII characters.
    package init(kind: String) {
        precondition(kind.utf8.count <= ColumnFileFormat.kindSize && kind.utf8.allSatisfy { $0 < 128 })
        self.kind = kind
    }

    /// Adds a column; `name` has at most 32 ASCII characters and is used once.
    package mutating func add<Element: ColumnElement>(_ name: String, _ column: FlatColumn<Element>) {
        precondition(name.utf8.count <= ColumnFileFormat.nameSize && !pending.contains { $0.name == name })
        pending.append(
            Pending(
                name: name, code: Element.columnCode, stride: MemoryLayout<Element>.stride, count: column.count,
                write: { handle in
                    try column.withUnsafeBytes { bytes in
                        // Written in slices, so that a large column is never copied whole.
                        var position = 0
                        while position < bytes.count {
                            let end = min(position + 16 << 20, bytes.count)
                            try handle.write(contentsOf: Data(bytes[position..<end]))
                            position = end
                        }
                    }
                }))
    }

    /// Writes the file at `path` and forces it to disk.
    ///
    /// - Throws: `SnapshotError.cannotWrite`.
    package func write(to path: String) throws {
        try DurableFile.write(to: path, writeContents)
    }

    private func writeContents(to handle: FileHandle) throws {
        var offset = ColumnFileFormat.aligned(
            ColumnFileFormat.headerSize + pending.count * ColumnFileFormat.recordSize)
        var records: [UInt8] = []
        var offsets: [Int] = []
        for column in pending {
            offset = ColumnFileFormat.aligned(offset)
            offsets.append(offset)
            records += Self.padded(column.name, to: ColumnFileFormat.nameSize)
            records += Self.bytes(of: column.code) + Self.bytes(of: UInt32(column.stride))
            records += Self.bytes(of: UInt64(column.count)) + Self.bytes(of: UInt64(offset))
            records += [UInt8](repeating: 0, count: 8)
            offset += column.count * column.stride
        }
        var header = ColumnFileFormat.magic + Self.bytes(of: ColumnFileFormat.version)
        header += Self.bytes(of: UInt32(pending.count)) + Self.padded(kind, to: ColumnFileFormat.kindSize)
        header += Self.bytes(of: UInt64(offset)) + [UInt8](repeating: 0, count: 24)
        try handle.write(contentsOf: Data(header + records))
        var position = header.count + records.count
        for (column, start) in zip(pending, offsets) {
            if start > position { try handle.write(contentsOf: Data(count: start - position)) }
            try column.write(handle)
            position = start + column.count * column.stride
        }
    }

    private static func padded(_ text: String, to size: Int) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0, count: size - text.utf8.count)
    }

    private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
