import Columns
import Foundation
import Snapshots
import TestWorld
import Testing

@Suite("Column file")
struct ColumnFileTests {
    private let folder: TestFolder
    private var path: String { folder.path + "/some.columns" }

    init() throws { folder = try TestFolder() }

    /// A file with a column of every element type, and one without elements.
    private func writeAll() throws {
        var writer = ColumnFileWriter(kind: "everything")
        writer.add("float", FlatColumn<Float>([1.5, -.infinity, .nan, -0.0]))
        writer.add("double", FlatColumn<Double>([.pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude]))
        writer.add("int32", FlatColumn<Int32>([.min, -1, 0, .max]))
        writer.add("int64", FlatColumn<Int64>([.min, .max]))
        writer.add("uint8", FlatColumn<UInt8>(Array(0...255)))
        writer.add("uint16", FlatColumn<UInt16>([0, .max, 258]))
        writer.add("uint32", FlatColumn<UInt32>([.max]))
        writer.add("uint64", FlatColumn<UInt64>([.max, 1]))
        writer.add("int8", FlatColumn<Int8>([.min, .max, -1]))
        writer.add("none", FlatColumn<Int32>())
        try writer.write(to: path)
    }

    private func check<Element: ColumnElement>(
        _ file: ColumnFile, _ name: String, _ expected: [Element]
    ) throws {
        let column: FlatColumn<Element> = try file.column(name)
        #expect(column.count == expected.count, "\(name)")
        let same = column.withUnsafeBytes { left in expected.withUnsafeBytes { right in left.elementsEqual(right) } }
        #expect(same, "\(name)")
        let aligned = column.withUnsafeBytes { $0.isEmpty || UInt(bitPattern: $0.baseAddress) % 64 == 0 }
        #expect(aligned, "\(name)")
    }

    @Test("Every element type comes back with the same bits, aligned to 64 bytes")
    func roundTrip() throws {
        try writeAll()
        let file = try ColumnFile(path: path, kind: "everything")
        #expect(
            file.names == [
                "float", "double", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "int8", "none",
            ])
        try check(file, "float", [1.5, -.infinity, .nan, -0.0] as [Float])
        try check(file, "double", [.pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude] as [Double])
        try check(file, "int32", [.min, -1, 0, .max] as [Int32])
        try check(file, "int64", [.min, .max] as [Int64])
        try check(file, "uint8", Array(0...255) as [UInt8])
        try check(file, "uint16", [0, .max, 258] as [UInt16])
        try check(file, "uint32", [.max] as [UInt32])
        try check(file, "uint64", [.max, 1] as [UInt64])
        try check(file, "int8", [.min, .max, -1] as [Int8])
        try check(file, "none", [] as [Int32])
    }

    @Test("A column larger than one written slice comes back whole")
    func large() throws {
        let count = (17 << 20) / 8
        var writer = ColumnFileWriter(kind: "large")
        writer.add("first", FlatColumn<UInt8>([9]))
        writer.add(
            "numbers",
            FlatColumn<UInt64>(count: count) { _ = $0.initialize(fromContentsOf: (0..<count).map(UInt64.init)) })
        try writer.write(to: path)
        let column: FlatColumn<UInt64> = try ColumnFile(path: path, kind: "large").column("numbers")
        let right = column.withUnsafeBuffer { values in values.indices.allSatisfy { values[$0] == UInt64($0) } }
        #expect(column.count == count && right)
    }

    @Test("A file without columns is a header and nothing else")
    func empty() throws {
        try ColumnFileWriter(kind: "empty").write(to: path)
        #expect(try ColumnFile(path: path, kind: "empty").names.isEmpty)
        #expect(try FileDamage.bytes(path).count == 64)
    }

    @Test("Equal columns make equal bytes")
    func deterministic() throws {
        try writeAll()
        let first = try FileDamage.bytes(path)
        try writeAll()
        #expect(try FileDamage.bytes(path) == first)
    }

    @Test("Another kind, a missing column and another element type are refused and named")
    func wrongQuestions() throws {
        try writeAll()
        #expect(throws: SnapshotError.self) { try ColumnFile(path: path, kind: "graph") }
        let file = try ColumnFile(path: path, kind: "everything")
        for body: () throws -> Void in [
            { _ = try file.column("absent", as: Float.self) }, { _ = try file.column("float", as: Int32.self) },
            { _ = try file.column("int64", as: UInt64.self) }, { _ = try file.column("uint8", as: Int8.self) },
        ] {
            guard case .corrupt(let name, _, _)? = FileDamage.error(of: body) else {
                Issue.record("no error")
                continue
            }
            #expect(name == path)
        }
    }

    @Test("A version of another program is told from damage")
    func version() throws {
        try writeAll()
        var bytes = try FileDamage.bytes(path)
        bytes[8] = 2
        try FileDamage.write(bytes, to: path)
        #expect(throws: SnapshotError.unsupportedVersion(file: path, expected: 1, found: 2)) {
            try ColumnFile(path: path, kind: "everything")
        }
    }

    @Test("A missing file, a folder and an empty file are refused")
    func notAFile() throws {
        #expect(throws: SnapshotError.self) { try ColumnFile(path: path, kind: "everything") }
        #expect(throws: SnapshotError.self) { try ColumnFile(path: folder.path, kind: "everything") }
        try FileDamage.write([], to: path)
        #expect(throws: SnapshotError.self) { try ColumnFile(path: path, kind: "everything") }
    }

    @Test("Every field of a record that leaves the file, or contradicts itself, is refused")
    func hostileRecords() throws {
        try writeAll()
        let bytes = try FileDamage.bytes(path)
        /// Overwrites a field of the second record, which is of doubles.
        func refused(_ field: Int, _ value: UInt64, size: Int) throws -> Bool {
            var damaged = bytes
            for index in 0..<size { damaged[64 + 64 + field + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
            try FileDamage.write(damaged, to: path)
            return FileDamage.error {
                _ = try ColumnFile(path: path, kind: "everything").column("double", as: Double.self)
            } != nil
        }
        for code: UInt64 in [0, 1, 4, 8, 100, 0xffff_ffff] { #expect(try refused(32, code, size: 4), "code \(code)") }
        for stride: UInt64 in [0, 1, 4, 9, 16, 17, 0xffff_ffff] {
            #expect(try refused(36, stride, size: 4), "element size \(stride)")
        }
        for count: UInt64 in [1 << 20, 1 << 60, 1 << 61, 1 << 63, .max] {
            #expect(try refused(40, count, size: 8), "count \(count)")
        }
        for offset: UInt64 in [0, 64, 1, 705, 1 << 30, 1 << 63, .max, .max - 63] {
            #expect(try refused(48, offset, size: 8), "offset \(offset)")
        }
    }

    @Test("Any truncation and any flipped bit of the header is refused or changes no bound; nothing traps")
    func damage() throws {
        try writeAll()
        let bytes = try FileDamage.bytes(path)
        for length in 0..<bytes.count {
            try FileDamage.write(bytes.prefix(length), to: path)
            #expect(throws: SnapshotError.self, "cut to \(length)") { try ColumnFile(path: path, kind: "everything") }
        }
        for position in 0..<64 + 10 * 64 {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[position] ^= 1 << UInt8(bit)
                try FileDamage.write(damaged, to: path)
                _ = FileDamage.error {
                    let file = try ColumnFile(path: path, kind: "everything")
                    let column: FlatColumn<Int64> = try file.column("int64")
                    #expect(column.count <= bytes.count / 8)
                    _ = column.array
                }
            }
        }
    }

    @Test("A full disk and a folder that is not there are errors that name the file")
    func cannotWrite() throws {
        // Writing to the device /dev/full fails as writing to a full disk does. It is reached through a link alone, so
        // that a writer that renames something into place would replace the link and never the device.
        let full = folder.path + "/full.columns"
        try FileManager.default.createSymbolicLink(atPath: full, withDestinationPath: "/dev/full")
        var writer = ColumnFileWriter(kind: "full")
        writer.add("numbers", FlatColumn<Int64>((0..<100_000).map(Int64.init)))
        for path in [full, folder.path + "/absent/file"] {
            guard case .cannotWrite(let file, let reason)? = FileDamage.error(of: { try writer.write(to: path) }) else {
                Issue.record("\(path) was written")
                continue
            }
            #expect(file == path)
            #expect(!reason.isEmpty)
        }
    }
}
