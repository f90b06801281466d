internal import Dispatch
internal import Synchronization

/// The same work for many things on several threads of their own.
///
/// All of it blocks the calling thread, which must not be one of Swift's cooperative ones.
enum ParallelWork {
    /// Things that a thread takes at a time.
    private static let grain = 16

    /// Calls `body` once for everything, in no order, so nothing may depend on one.
    ///
    /// - Parameter progress: told from any thread how many are done, after every few.
    static func forEach<Thing: Sendable>(
        _ things: [Thing], threads: Int, progress: @Sendable (Int) -> Void = { _ in },
        _ body: @Sendable (Thing) -> Void
    ) {
        let next = Atomic<Int>(0)
        let done = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, things.count))) { _ in
            while true {
                let start = next.add(grain, ordering: .relaxed).oldValue
                guard start < things.count else { return }
                let share = things[start..<min(things.count, start + grain)]
                for thing in share { body(thing) }
                progress(done.add(share.count, ordering: .relaxed).newValue)
            }
        }
    }

    /// What `body` makes of everything, in the order of the things, at any number of threads.
    static func map<Thing: Sendable, Result: Sendable>(
        _ things: [Thing], threads: Int, _ body: @Sendable (Thing) -> Result
    ) -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: things.count))
        forEach(Array(things.enumerated()).map { (place: $0.offset, thing: $0.element) }, threads: threads) { entry in
            let result = body(entry.thing)
            results.withLock { $0[entry.place] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}
