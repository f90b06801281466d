package import SemanticSearch
internal import Synchronization

/// Compares a share of live approximate searches with the exact ones, in the background, and keeps the mean recall.
///
/// A search that is chosen leaves its vector, filter and result in a short queue; one thread that gives way to all
/// others searches exactly and counts how much of the truth was found. A full queue drops the sample, so no request
/// ever waits. Searches that compared every vector anyway are not chosen: they would only flatter the mean.
///
/// The means are over the last `window` samples of the present index; another index starts them anew.
///
/// - Complexity: one comparison of all vectors a sample, off the request's path; choosing is O(1).
/// - Thread safety: by its mutex and an atomic counter; any number of threads may search.
package final class RecallSampler: Sendable {
    /// The `k` of the gauge that speaks of the first neighbours.
    package static let shownNeighbors = 10

    /// What was measured so far.
    package struct Reading: Sendable, Equatable {
        /// Mean recall of everything that searches asked for, 0 to 1; nil before the first sample.
        package var recallAsAsked: Double?
        /// Mean recall of the first `shownNeighbors` neighbours, 0 to 1; nil before the first sample.
        package var recallAtTen: Double?
        /// Searches compared since the start.
        package var samples = 0
        /// Searches chosen but dropped, because the thread was busy, since the start.
        package var dropped = 0

        /// Nothing measured.
        package init() {}
    }

    private struct State {
        var generation = 0
        var asAsked: WindowedMean
        var atTen: WindowedMean
        var samples = 0
        var dropped = 0
    }

    /// The share of approximate searches that are compared.
    package let rate: Double
    private let seed: UInt64
    private let window: Int
    private let searches = Atomic<UInt64>(0)
    private let state: Mutex<State>
    private let thread: WorkerThreads

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - rate: the share of approximate searches to compare, 0 to 1.
    ///   - seed: where the choice of searches starts.
    ///   - window: how many samples the means are over.
    ///   - queueLimit: how many searches may wait to be compared.
    package init(rate: Double, seed: UInt64, window: Int = 1000, queueLimit: Int = 16) {
        self.rate = min(1, max(0, rate))
        self.seed = seed
        self.window = max(1, window)
        self.state = Mutex(State(asAsked: WindowedMean(self.window), atTen: WindowedMean(self.window)))
        self.thread = WorkerThreads(count: 1, queueLimit: queueLimit, name: "recall", isBackground: true)
    }

    /// The means and counts of this moment.
    package var reading: Reading {
        state.withLock { state in
            var reading = Reading()
            reading.recallAsAsked = state.asAsked.mean
            reading.recallAtTen = state.atTen.mean
            reading.samples = state.samples
            reading.dropped = state.dropped
            return reading
        }
    }

    /// An index that searches as `index` does and lets this sampler see it; `index` itself where the rate is 0.
    ///
    /// The means start anew, and from now on speak of this index alone.
    package func watching(_ index: some VectorIndex, exact: ExactIndex) -> any VectorIndex {
        let generation = state.withLock { state in
            state.generation += 1
            state.asAsked = WindowedMean(window)
            state.atTen = WindowedMean(window)
            return state.generation
        }
        guard rate > 0 else { return index }
        return WatchedIndex(base: index) { [self] query, k, filter, result in
            guard isApproximate(result.path), isChosen() else { return }
            let taken = thread.offer { [self] in
                // The arguments have been searched with, so they fit; a throw would mean nothing to compare with.
                guard let truth = try? exact.search(query, k: k, filter: filter).neighbors else { return }
                add(truth: truth, found: result.neighbors, generation: generation)
            }
            if !taken { state.withLock { $0.dropped += 1 } }
        }
    }

    private func isApproximate(_ path: SearchPath) -> Bool { path == .graph || path == .filteredGraph }

    /// Whether the next search is compared: a seeded hash of its number, so that no pattern of requests hides from it.
    private func isChosen() -> Bool {
        let number = searches.wrappingAdd(1, ordering: .relaxed).oldValue
        var hash = SplitMix64(seed: seed &+ number &* 0x9E37_79B9_7F4A_7C15)
        return Double(hash.next() >> 11) * 0x1p-53 < rate
    }

    private func add(truth: [Neighbor], found: [Neighbor], generation: Int) {
        let asAsked = Recall.share(of: truth, in: found)
        let atTen = Recall.share(of: Array(truth.prefix(Self.shownNeighbors)), in: found)
        state.withLock { state in
            guard state.generation == generation else { return }
            state.asAsked.add(asAsked)
            state.atTen.add(atTen)
            state.samples += 1
        }
    }
}

/// An index that shows every search and its result to an observer.
private struct WatchedIndex<Base: VectorIndex>: VectorIndex {
    let base: Base
    let observe: @Sendable ([Float], Int, OrdinalFilter?, SearchResult) -> Void

    var vectors: VectorColumn { base.vectors }
    var metric: Metric { base.metric }

    func search(_ query: [Float], k: Int, filter: OrdinalFilter?) throws -> SearchResult {
        let result = try base.search(query, k: k, filter: filter)
        observe(query, k, filter, result)
        return result
    }
}
