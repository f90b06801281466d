package import Columns

/// An immutable list of strings in two flat columns: where each starts, and all their bytes (UTF-8).
///
/// When made with `sorted` order it is also a dictionary: `ordinal(of:)` is a binary search by bytes.
///
/// - Complexity: access O(length), search O(log n).
/// - Thread safety: immutable.
package struct StringTable: Sendable {
    /// n + 1 offsets into `bytes`, from 0, never falling.
    package let offsets: FlatColumn<Int64>
    /// The strings' bytes one after another.
    package let bytes: FlatColumn<UInt8>

    /// Makes a table of `strings` in the given order.
    package init(_ strings: [String]) {
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(strings.count + 1)
        var bytes: [UInt8] = []
        for string in strings {
            bytes.append(contentsOf: string.utf8)
            offsets.append(Int64(bytes.count))
        }
        self.offsets = FlatColumn(offsets)
        self.bytes = FlatColumn(bytes)
    }

    /// Views a table in a file and checks every offset; `sorted` also checks that the strings rise strictly.
    ///
    /// - Throws: `SnapshotError.corrupt`.
    package init(offsets: FlatColumn<Int64>, bytes: FlatColumn<UInt8>, sorted: Bool, file: String) throws {
        self.offsets = offsets
        self.bytes = bytes
        guard offsets.count >= 1, offsets[0] == 0, offsets[offsets.count - 1] == Int64(bytes.count) else {
            throw SnapshotError.corrupt(
                file: file, expected: "string offsets from 0 to \(bytes.count)", found: "others")
        }
        let rising = offsets.withUnsafeBuffer { values in
            values.indices.dropFirst().allSatisfy { values[$0 - 1] <= values[$0] }
        }
        guard rising else {
            throw SnapshotError.corrupt(file: file, expected: "rising string offsets", found: "a falling one")
        }
        if sorted {
            for index in 1..<max(1, count) where compare(index - 1, with: index) >= 0 {
                throw SnapshotError.corrupt(
                    file: file, expected: "ids in strictly rising order", found: "entry \(index) out of order")
            }
        }
    }

    /// The number of strings.
    package var count: Int { offsets.count - 1 }

    /// The string at `index`.
    package subscript(index: Int) -> String {
        let range = Int(offsets[index])..<Int(offsets[index + 1])
        return bytes.withUnsafeBuffer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }

    /// The position of `string` in a sorted table, or nil.
    package func ordinal(of string: String) -> Int32? {
        var copy = string
        return copy.withUTF8 { wanted in
            var low = 0
            var high = count
            while low < high {
                let middle = (low + high) / 2
                let range = Int(offsets[middle])..<Int(offsets[middle + 1])
                let order = bytes.withUnsafeBuffer {
                    Self.compare(UnsafeBufferPointer(rebasing: $0[range]), wanted)
                }
                if order == 0 { return Int32(middle) }
                if order < 0 { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    private func compare(_ left: Int, with right: Int) -> Int {
        bytes.withUnsafeBuffer { all in
            Self.compare(
                UnsafeBufferPointer(rebasing: all[Int(offsets[left])..<Int(offsets[left + 1])]),
                UnsafeBufferPointer(rebasing: all[Int(offsets[right])..<Int(offsets[right + 1])]))
        }
    }

    /// Less than, equal to or greater than 0 as `left` comes before, is, or comes after `right`, byte by byte.
    private static func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return Int(left[index]) - Int(right[index])
        }
        return left.count - right.count
    }

    /// Whether `left` comes before `right` byte by byte: the order of a sorted table.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
