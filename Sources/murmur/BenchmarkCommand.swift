import ArgumentParser

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract:
            "Measure encoder and vector index on your own texts or vectors, graph and explanations on made-up ones, answers on either.",
        subcommands: [
            BenchmarkEncoderCommand.self, BenchmarkVectorsCommand.self, BenchmarkGraphCommand.self,
            BenchmarkShapCommand.self, BenchmarkAnswerCommand.self,
        ])
}
