import Columns
import Testing

@Suite("A flat column")
struct FlatColumnTests {
    @Test("owns a copy of what it is made of, 64-byte aligned", arguments: [0, 1, 3, 1000])
    func owned(count: Int) {
        let elements = (0..<count).map { Int32($0 * $0) }
        let column = FlatColumn(elements)
        #expect(column.count == count)
        #expect(column.array == elements)
        for index in 0..<count { #expect(column[index] == elements[index]) }
        column.withUnsafeBytes { #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0) }
        #expect(column.withUnsafeBytes { $0.count } == count * 4)
        #expect(FlatColumn<Double>().count == 0)
    }

    @Test("is filled in place, and passes on the error of a fill that fails")
    func filled() throws {
        struct Stop: Error {}
        let column = FlatColumn<Int64>(count: 5) { buffer in
            for index in buffer.indices { buffer.initializeElement(at: index, to: Int64(index)) }
        }
        #expect(column.array == [0, 1, 2, 3, 4])
        #expect(column.array(1..<3) == [1, 2])
        #expect(column.array(5..<5) == [])
        #expect(throws: Stop.self) { try FlatColumn<Int64>(count: 5) { _ in throw Stop() } }
    }

    @Test("views a mapped file little-endian, where it lies, after its path is gone")
    func mapped() throws {
        var file: TemporaryFile? = try TemporaryFile([9, 9, 9, 9, 1, 0, 0, 0, 0, 1, 0, 0, 255, 255, 255, 255])
        let path = try #require(file?.path)
        let column = try FlatColumn<Int32>(mapped: MappedFile(path: path), offset: 4, count: 3)
        file = nil
        #expect(throws: ColumnError.self) { try MappedFile(path: path) }
        #expect(column.array == [1, 256, -1])
        #expect(column[2] == -1)
    }

    @Test(
        "refuses a range that does not lie in the file",
        arguments: [(0, 5), (4, 4), (16, 1), (20, 0), (-4, 1), (0, -1), (0, .max), (.max - 3, 1), (4, .max / 4)])
    func bounds(offset: Int, count: Int) throws {
        let file = try TemporaryFile(Array(repeating: 0, count: 16))
        let mapping = try MappedFile(path: file.path)
        #expect {
            try FlatColumn<Int32>(mapped: mapping, offset: offset, count: count)
        } throws: { error in
            guard case .outOfBounds(file.path, offset, _, 16) = error as? ColumnError else { return false }
            return true
        }
    }

    @Test("takes a range that just fits, even an empty one at the end", arguments: [(0, 4), (12, 1), (16, 0), (0, 0)])
    func fits(offset: Int, count: Int) throws {
        let file = try TemporaryFile(Array(0..<16))
        let column = try FlatColumn<UInt32>(mapped: MappedFile(path: file.path), offset: offset, count: count)
        #expect(column.count == count)
        #expect(column.array.count == count)
    }

    @Test("refuses an offset that is not aligned", arguments: [1, 2, 3, 5, 7])
    func misaligned(offset: Int) throws {
        let file = try TemporaryFile(Array(repeating: 0, count: 16))
        let mapping = try MappedFile(path: file.path)
        #expect(throws: ColumnError.misaligned(path: file.path, offset: offset)) {
            try FlatColumn<Int32>(mapped: mapping, offset: offset, count: 1)
        }
    }
}
