import Serving
import Testing

@Suite("Time limit")
struct TimeLimitTests {
    private struct Broken: Error {}

    @Test("What is ready in time is the result")
    func inTime() async throws {
        #expect(try await withTimeLimit(.seconds(600)) { 7 } == 7)
        await #expect(throws: Broken.self) { try await withTimeLimit(.seconds(600)) { throw Broken() } }
    }

    @Test("The caller is let go even if the work goes on, and the work is told")
    func late() async throws {
        let gate = Gate()
        let told = Gate()
        await #expect(throws: TimeLimitError.exceeded) {
            try await withTimeLimit(.milliseconds(1)) {
                await gate.wait()
                while !Task.isCancelled { await Task.yield() }
                told.open()
            }
        }
        gate.open()
        await told.wait()
    }

    @Test("A cancelled caller is let go")
    func cancelled() async throws {
        let gate = Gate()
        let task = Task { try await withTimeLimit(.seconds(600)) { await gate.wait() } }
        await gate.waitUntilSomeoneWaits()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        gate.open()
    }
}
