internal import Foundation

/// Runs long computations on a thread of their own, so that they never hold one of Swift's cooperative threads.
enum OwnThread {
    /// Runs `body` and waits without blocking a cooperative thread.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try body() }) }
            // Deep recursion is rare here, but the default of secondary threads is small on some systems.
            thread.stackSize = 16 << 20
            thread.name = "murmur build"
            thread.start()
        }
    }
}
