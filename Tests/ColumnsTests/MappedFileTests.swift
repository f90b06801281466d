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
