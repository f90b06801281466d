import Columns
import Foundation
import Testing

@Suite("A mapped file")
struct MappedFileTests {
    @Test("holds the file's bytes")
    func bytes() throws {
        let file = try TemporaryFile([1, 2, 3])
        let mapping = try MappedFile(path: file.path)
        #expect(mapping.count == 3)
        #expect(mapping.path == file.path)
        #expect(mapping.withUnsafeBytes { Array($0) } == [1, 2, 3])
    }

    @Test("may be empty, and then holds only empty columns")
    func empty() throws {
        let file = try TemporaryFile([])
        let mapping = try MappedFile(path: file.path)
        #expect(mapping.count == 0)
        #expect(mapping.withUnsafeBytes { $0.count } == 0)
        let column = try FlatColumn<Int32>(mapped: mapping, offset: 0, count: 0)
        #expect(column.count == 0)
        #expect(column.array == [])
        #expect(column.withUnsafeBytes { $0.count } == 0)
        #expect(throws: ColumnError.self) { try FlatColumn<Int32>(mapped: mapping, offset: 0, count: 1) }
    }

    @Test("holds the same bytes whatever is expected of it and after its memory was given back")
    func release() throws {
        let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let file = try TemporaryFile(bytes)
        let mapping = try MappedFile(path: file.path)
        for access in [MappedFile.Access.random, .sequential] {
            mapping.expect(access)
            #expect(mapping.withUnsafeBytes { $0.elementsEqual(bytes) })
            mapping.release()
            #expect(mapping.withUnsafeBytes { $0.elementsEqual(bytes) })
        }
        let nothing = try TemporaryFile([])
        let empty = try MappedFile(path: nothing.path)
        empty.expect(.random)
        empty.release()
        withExtendedLifetime((file, nothing)) {}
    }

    #if os(Linux)
        @Test("says how much of it is in memory: nothing before it is read, and nothing after it was given back")
        func resident() throws {
            let file = try TemporaryFile([UInt8](repeating: 7, count: 1 << 20))
            let mapping = try MappedFile(path: file.path)
            #expect(mapping.residentBytes == 0)
            let sum = mapping.withUnsafeBytes { bytes in bytes.reduce(0) { $0 + Int($1) } }
            #expect(sum == 7 << 20)
            #expect(mapping.residentBytes == 1 << 20)
            mapping.release()
            #expect(mapping.residentBytes == 0)
            let first = mapping.withUnsafeBytes { $0[0] }
            #expect(first == 7)
            // One page was asked for; the system may bring its neighbours as well.
            #expect((1...65_536).contains(mapping.residentBytes ?? -1))
            let nothing = try TemporaryFile([])
            #expect(try MappedFile(path: nothing.path).residentBytes == 0)
            withExtendedLifetime((file, nothing)) {}
        }
    #endif

    @Test("says why a path cannot be opened")
    func missing() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("none-\(UUID().uuidString)").path
        #expect(throws: ColumnError.cannotOpen(path: path, code: 2)) { try MappedFile(path: path) }
        let folder = FileManager.default.temporaryDirectory.path
        #expect(throws: ColumnError.self) { try MappedFile(path: folder) }
        #expect(ColumnError.cannotOpen(path: "x", code: 2).description == "x: No such file or directory")
        #expect(
            ColumnError.outOfBounds(path: "x", offset: 8, length: 16, size: 10).description
                == "x: needs 16 bytes at offset 8, but the file has 10")
    }
}
