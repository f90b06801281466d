/// An immutable column of fixed-size numbers, owned by this process or lying in a memory-mapped file.
///
/// A snapshot's vectors, graph rows and forests are columns: built in memory by the batch, mapped from disk by the
/// server, and read by the same code. The subscript checks its bounds; hot loops use `withUnsafeBuffer`, the one door
/// to raw memory.
///
/// What hot loops call is public, unlike anything else here: the compiler puts the bodies of other rooms' functions into a
/// loop only where they are public and inlinable, and without that an element costs a call and a reference count.
///
/// - Complexity: creation from a mapping is O(1) and copies nothing.
/// - Thread safety: immutable after creation, so any number of threads may read it.
public struct FlatColumn<Element: BitwiseCopyable & Sendable>: Sendable {
    /// Who keeps the memory alive: a mapped file or bytes of our own.
    @usableFromInline let storage: any AnyObject & Sendable
    @usableFromInline let start: UInt
    /// The number of elements.
    public let count: Int

    /// Creates an owned column with the elements of `elements`, copied once into 64-byte aligned memory.
    package init(_ elements: some Collection<Element>) {
        self.init(count: elements.count) { buffer in
            _ = buffer.initialize(fromContentsOf: elements)
        }
    }

    /// Creates an owned column of `count` elements that `fill` initialises, every one of them.
    package init(count: Int, fill: (UnsafeMutableBufferPointer<Element>) throws -> Void) rethrows {
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: Swift.max(1, count * MemoryLayout<Element>.stride), alignment: 64)
        let typed = bytes.bindMemory(to: Element.self, capacity: count)
        do {
            try fill(UnsafeMutableBufferPointer(start: typed, count: count))
        } catch {
            bytes.deallocate()
            throw error
        }
        self.storage = OwnedBytes(address: UInt(bitPattern: bytes))
        self.start = UInt(bitPattern: bytes)
        self.count = count
    }

    /// Views `count` elements of a mapped file from `offset`, a byte offset.
    ///
    /// - Throws: `ColumnError.misaligned` or `ColumnError.outOfBounds` when the range does not lie in the file.
    package init(mapped file: MappedFile, offset: Int, count: Int) throws(ColumnError) {
        let stride = MemoryLayout<Element>.stride
        let (length, overflow) = count.multipliedReportingOverflow(by: stride)
        guard count >= 0, offset >= 0, !overflow, offset <= file.count, length <= file.count - offset else {
            throw .outOfBounds(path: file.path, offset: offset, length: overflow ? Int.max : length, size: file.count)
        }
        guard offset % MemoryLayout<Element>.alignment == 0 else {
            throw .misaligned(path: file.path, offset: offset)
        }
        self.storage = file
        self.start = file.address &+ UInt(offset)
        self.count = count
    }

    /// An empty column.
    package init() { self.init(EmptyCollection<Element>()) }

    /// The element at `index`; an index outside `0 ..< count` is a programming error and stops the program.
    @inlinable
    public subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "column index out of range")
        guard let first = UnsafePointer<Element>(bitPattern: start) else {
            preconditionFailure("a column of elements has an address")
        }
        defer { extendLifetime(storage) }
        return first[index]
    }

    /// Calls `body` with the elements; the buffer must not leave the closure.
    @inlinable
    public func withUnsafeBuffer<Result>(
        _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        defer { extendLifetime(storage) }
        // Zero only for an empty file, which has no address; the count is zero then too.
        return try body(UnsafeBufferPointer(start: UnsafePointer(bitPattern: start), count: count))
    }

    /// Calls `body` with the column's raw bytes, little-endian as they lie on disk.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withUnsafeBuffer { try body(UnsafeRawBufferPointer($0)) }
    }

    /// A copy of the elements.
    package var array: [Element] { withUnsafeBuffer { Array($0) } }

    /// A copy of the elements of `range`, which must lie inside the column.
    package func array(_ range: Range<Int>) -> [Element] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "column range out of bounds")
        return withUnsafeBuffer { Array($0[range]) }
    }
}

/// Heap memory, freed exactly once.
private final class OwnedBytes: Sendable {
    private let address: UInt
    init(address: UInt) { self.address = address }
    deinit { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
}
