import ArgumentParser

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Measure encoder and vector index on your own texts or vectors, the graph on a made-up one.",
        subcommands: [BenchmarkEncoderCommand.self, BenchmarkVectorsCommand.self, BenchmarkGraphCommand.self])
}
