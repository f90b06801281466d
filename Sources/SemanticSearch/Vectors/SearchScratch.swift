internal import Synchronization

/// The raw memory one search works in: visited marks, beam, candidate heap and the row of fresh neighbours.
///
/// - Thread safety: unchecked, because one search at a time holds it: `ScratchPool` hands each out to one caller, and
///   the builder makes one per worker.
final class SearchScratch: @unchecked Sendable {
    /// The epoch at which each node was last visited; 0 is never.
    let visited: UnsafeMutablePointer<UInt8>
    /// The neighbours of one node that were not visited before, and their similarities.
    let fresh: UnsafeMutablePointer<Int32>
    let similarities: UnsafeMutablePointer<Float>
    /// The query's codes, for an int8 walk.
    let codes: UnsafeMutablePointer<Int8>
    /// The candidates that are re-scored, and their similarities.
    private(set) var rankedOrdinals: UnsafeMutablePointer<Int32>
    private(set) var rankedSimilarities: UnsafeMutablePointer<Float>
    private var rankedKeys: UnsafeMutablePointer<UInt64>
    private var beamKeys: UnsafeMutablePointer<UInt64>
    private(set) var heapKeys: UnsafeMutablePointer<UInt64>
    private var beamCapacity: Int
    private var rankedCapacity: Int
    private var heapCapacity: Int
    private var epoch: UInt8 = 0
    private let nodes: Int

    /// Room for a graph of `nodes` nodes with at most `degree` links each and codes of `stride` bytes.
    init(nodes: Int, degree: Int, stride: Int = 0) {
        self.nodes = nodes
        visited = .allocate(capacity: max(1, nodes))
        visited.initialize(repeating: 0, count: max(1, nodes))
        fresh = .allocate(capacity: max(1, degree))
        similarities = .allocate(capacity: max(1, degree))
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(64, stride), alignment: 64)
        codes = bytes.bindMemory(to: Int8.self, capacity: max(64, stride))
        codes.initialize(repeating: 0, count: max(64, stride))
        beamCapacity = 256
        beamKeys = .allocate(capacity: beamCapacity)
        rankedCapacity = 256
        rankedOrdinals = .allocate(capacity: rankedCapacity)
        rankedSimilarities = .allocate(capacity: rankedCapacity)
        rankedKeys = .allocate(capacity: rankedCapacity)
        heapCapacity = 64
        heapKeys = .allocate(capacity: heapCapacity)
    }

    deinit {
        visited.deallocate()
        fresh.deallocate()
        similarities.deallocate()
        codes.deallocate()
        beamKeys.deallocate()
        rankedOrdinals.deallocate()
        rankedSimilarities.deallocate()
        rankedKeys.deallocate()
        heapKeys.deallocate()
    }

    /// Starts a fresh epoch, in which no node counts as visited; every 255th call clears the marks.
    func nextEpoch() -> UInt8 {
        if epoch == .max {
            visited.update(repeating: 0, count: nodes)
            epoch = 0
        }
        epoch += 1
        return epoch
    }

    /// An empty beam of `width` places; the one before it is gone.
    func beam(width: Int) -> Beam {
        if width > beamCapacity {
            beamKeys.deallocate()
            beamCapacity = width
            beamKeys = .allocate(capacity: width)
        }
        return Beam(keys: beamKeys, width: width)
    }

    /// An empty beam of `width` places beside the walk's, for re-scored candidates, of which as many fit the lists.
    func ranking(width: Int) -> Beam {
        if width > rankedCapacity {
            rankedOrdinals.deallocate()
            rankedSimilarities.deallocate()
            rankedKeys.deallocate()
            rankedCapacity = width
            rankedOrdinals = .allocate(capacity: width)
            rankedSimilarities = .allocate(capacity: width)
            rankedKeys = .allocate(capacity: width)
        }
        return Beam(keys: rankedKeys, width: width)
    }

    /// Doubles the candidate heap's room, keeping its first `count` keys.
    func growHeap(count: Int) {
        let grown = UnsafeMutablePointer<UInt64>.allocate(capacity: heapCapacity * 2)
        grown.update(from: heapKeys, count: count)
        heapKeys.deallocate()
        heapKeys = grown
        heapCapacity *= 2
    }

    /// The number of keys the candidate heap has room for.
    var heapRoom: Int { heapCapacity }
}

/// Scratch memory kept between searches, at most as much as searches once ran at the same time.
final class ScratchPool: Sendable {
    private let free = Mutex<[SearchScratch]>([])
    private let make: @Sendable () -> SearchScratch

    /// A pool that makes new scratch memory with `make`.
    init(_ make: @escaping @Sendable () -> SearchScratch) { self.make = make }

    /// Calls `body` with scratch memory of its own.
    @inline(__always)
    func with<Result>(_ body: (SearchScratch) throws -> Result) rethrows -> Result {
        let scratch = free.withLock { $0.popLast() } ?? make()
        defer { free.withLock { $0.append(scratch) } }
        return try body(scratch)
    }
}
