internal import CKernels

/// What the reference tokenizer does with each Unicode code point, in a two-stage table.
///
/// Built once from the generated ranges of CKernels (scripts/golden/encoder_unicode.py tells how they were found).
///
/// - Complexity: two loads a code point; about 300 KB.
/// - Thread safety: immutable.
struct UnicodeFolding: Sendable {
    /// What is known about one code point: flags, and the code point that replaces it (0 keeps it as it is).
    struct Entry: Sendable {
        var bits: UInt32

        static let dropped: UInt32 = 1 << 31
        static let space: UInt32 = 1 << 30
        static let chinese: UInt32 = 1 << 29
        static let punctuation: UInt32 = 1 << 28
        /// Removed after canonical ordering without ending a run of combining characters.
        static let mark: UInt32 = 1 << 27
        /// Removed after canonical ordering, and ends a run.
        static let starter: UInt32 = 1 << 26
        /// Replaced by several code points, the target being a position in `expansions`.
        static let several: UInt32 = 1 << 25
        /// Kept, but moved by canonical ordering; the class is in `combiningClasses`.
        static let combining: UInt32 = 1 << 24

        @inline(__always)
        func has(_ flag: UInt32) -> Bool { bits & flag != 0 }
        @inline(__always)
        var target: UInt32 { bits & 0x1F_FFFF }
    }

    /// The table of the reference tokenizer.
    static let reference = UnicodeFolding()

    private let pages: [UInt16]
    private let entries: [UInt32]
    /// Sequences of a count and as many code points.
    let expansions: [UInt32]
    private let combiningClasses: [UInt32: UInt8]

    /// What is known about `point`; code points outside Unicode are plain.
    @inline(__always)
    subscript(point: UInt32) -> Entry {
        let page = Int(point >> 8)
        guard page < pages.count else { return Entry(bits: 0) }
        return Entry(bits: entries[Int(pages[page]) << 8 | Int(point & 0xFF)])
    }

    /// The canonical combining class of a kept code point.
    func combiningClass(of point: UInt32) -> UInt8 {
        self[point].has(Entry.combining) ? combiningClasses[point] ?? 0 : 0
    }

    private init() {
        var builder = Builder()
        builder.flag(ck_unicode_dropped(), Entry.dropped)
        builder.flag(ck_unicode_spaces(), Entry.space)
        builder.flag(ck_unicode_chinese(), Entry.chinese)
        builder.flag(ck_unicode_punctuation(), Entry.punctuation)
        builder.flag(ck_unicode_marks(), Entry.mark)
        builder.flag(ck_unicode_starters(), Entry.starter)
        var classes: [UInt32: UInt8] = [:]
        Self.rows(ck_unicode_classes(), width: 2) { row in
            builder.set(row[0], Entry.combining)
            classes[row[0]] = UInt8(truncatingIfNeeded: row[1])
        }
        Self.rows(ck_unicode_singles(), width: 2) { builder.set($0[0], $0[1]) }
        Self.rows(ck_unicode_runs(), width: 4) { row in
            for point in stride(from: row[0], through: row[1], by: Int(row[2])) {
                builder.set(point, row[3] + (point - row[0]))
            }
        }
        let several = ck_unicode_several()
        let numbers = Array(UnsafeBufferPointer(start: several.start, count: several.count))
        var position = 0
        while position + 1 < numbers.count {
            builder.set(numbers[position], Entry.several | UInt32(position + 1))
            position += 2 + Int(numbers[position + 1])
        }
        pages = builder.pages
        entries = builder.entries
        expansions = numbers
        combiningClasses = classes
    }

    private static func rows(_ numbers: ck_numbers, width: Int, _ body: (UnsafeBufferPointer<UInt32>) -> Void) {
        for row in stride(from: 0, to: numbers.count, by: width) {
            body(UnsafeBufferPointer(start: numbers.start + row, count: width))
        }
    }
}

/// The table while it is filled: a page is shared until one of its code points differs.
private struct Builder {
    var pages = [UInt16](repeating: 0, count: 0x1100)
    var entries = [UInt32](repeating: 0, count: 256)
    private var shared: [Bool] = [true]

    mutating func set(_ point: UInt32, _ bits: UInt32) {
        let page = Int(point >> 8)
        let old = Int(pages[page])
        if shared[old] {
            pages[page] = UInt16(shared.count)
            entries.append(contentsOf: entries[old << 8..<(old + 1) << 8])
            shared.append(false)
        }
        entries[Int(pages[page]) << 8 | Int(point & 0xFF)] |= bits
    }

    /// Flags ranges, given as pairs; pages that a range covers whole share one copy.
    mutating func flag(_ ranges: ck_numbers, _ bits: UInt32) {
        var uniform: UInt16 = 0
        for pair in stride(from: 0, to: ranges.count, by: 2) {
            var point = ranges.start[pair]
            let last = ranges.start[pair + 1]
            while point <= last {
                let page = Int(point >> 8)
                guard point & 0xFF == 0, last - point >= 0xFF, pages[page] == 0 else {
                    set(point, bits)
                    point += 1
                    continue
                }
                if uniform == 0 {
                    uniform = UInt16(shared.count)
                    entries.append(contentsOf: repeatElement(bits, count: 256))
                    shared.append(true)
                }
                pages[page] = uniform
                point += 256
            }
        }
    }
}
