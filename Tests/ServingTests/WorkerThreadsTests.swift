import Foundation
import Serving
import Synchronization
import Testing

@Suite("Worker threads")
struct WorkerThreadsTests {
    private struct Broken: Error {}

    @Test("Work is done once each, on other threads, and errors come back")
    func work() async throws {
        let threads = WorkerThreads(count: 3, queueLimit: 1000, name: "test")
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...500 { group.addTask { try await threads.run { number } } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 500 * 501 / 2)
        await #expect(throws: Broken.self) { try await threads.run { throw Broken() } }
        #expect(try await threads.run { Thread.current.name } ?? "" != "")
    }

    @Test("More than the queue holds is refused at once, the rest is done")
    func overload() async throws {
        let threads = WorkerThreads(count: 1, queueLimit: 4, name: "test")
        let gate = DispatchSemaphore(value: 0)
        let started = Gate()
        let first = Task {
            try await threads.run {
                started.open()
                gate.wait()
            }
        }
        await started.wait()
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do {
                        try await threads.run {}
                        return true
                    } catch {
                        return (error as? WorkerError) != .overloaded
                    }
                }
            }
            var results: [Bool] = []
            for await result in group {
                results.append(result)
                // Six are refused without waiting; only then may the thread go on with the four.
                if results.count == 6 { gate.signal() }
            }
            return results
        }
        try await first.value
        #expect(results.count { $0 } == 4)
    }

    @Test("Work that waited past its deadline is not begun")
    func expired() async {
        let threads = WorkerThreads(count: 1, queueLimit: 4, name: "test")
        await #expect(throws: WorkerError.expired) {
            try await threads.run(before: .now - .seconds(1)) { Issue.record("begun") }
        }
    }

    @Test("Stopped threads refuse work")
    func stopped() async {
        let threads = WorkerThreads(count: 2, queueLimit: 4, name: "test")
        threads.stop()
        await #expect(throws: WorkerError.stopped) { try await threads.run {} }
    }
}
