import ArgumentParser

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Measure the encoder or the vector index on your own texts or vectors.",
        subcommands: [BenchmarkEncoderCommand.self, BenchmarkVectorsCommand.self])
}
