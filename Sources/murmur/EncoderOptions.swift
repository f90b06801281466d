import ArgumentParser
import SemanticSearch

/// The options of commands that encode texts and need nothing else of the home.
struct EncoderOptions: ParsableArguments {
    @Option(help: "The embedding model's directory. [MURMUR_MODEL_DIR, default: Models/all-MiniLM-L6-v2]")
    var model: String?
    @Option(help: "The arithmetic: int8 is several times as fast, and its vectors are near those of fp32, not equal.")
    var precision = EncoderPrecision.fp32
    @OptionGroup var threading: ThreadOption

    /// Opens the model.
    func open() throws -> SentenceEncoder {
        try SentenceEncoder.open(
            directory: model ?? Environment.text("MURMUR_MODEL_DIR") ?? "Models/all-MiniLM-L6-v2", precision: precision)
    }
}

extension EncoderPrecision: ExpressibleByArgument {}
