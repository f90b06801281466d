import ArgumentParser
import Foundation

/// How many threads a command may use.
struct ThreadOption: ParsableArguments {
    @Option(help: "How many threads share the work. [MURMUR_THREADS, default: the machine's cores]") var threads: Int?

    func validate() throws {
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads: expected 1 to 256, got \(threads)")
        }
    }

    /// The number that was asked for, or else the machine's.
    func count() throws -> Int {
        if let threads { return threads }
        return try Environment.integer("MURMUR_THREADS", in: 1...256) ?? ProcessInfo.processInfo.activeProcessorCount
    }
}
