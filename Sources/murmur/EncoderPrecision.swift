import ArgumentParser
import SemanticSearch

/// The arithmetic that an encoder is asked for on the command line.
enum EncoderPrecision: String, ExpressibleByArgument, CaseIterable {
    case fp32
    case int8

    /// Opens the model in `directory` with this arithmetic.
    func open(directory: String) throws -> SentenceEncoder {
        guard self == .fp32 else {
            throw ValidationError("--precision \(rawValue): this encoder computes in fp32 only")
        }
        return try SentenceEncoder.open(directory: directory)
    }
}

/// The options of commands that encode texts and need nothing else of the home.
struct EncoderOptions: ParsableArguments {
    @Option(help: "The embedding model's directory. [MURMUR_MODEL_DIR, default: Models/all-MiniLM-L6-v2]")
    var model: String?
    @Option(help: "The arithmetic: fp32 or int8.") var precision = EncoderPrecision.fp32
    @OptionGroup var threading: ThreadOption

    /// Opens the model.
    func open() throws -> SentenceEncoder {
        try precision.open(
            directory: model ?? Environment.text("MURMUR_MODEL_DIR") ?? "Models/all-MiniLM-L6-v2")
    }
}
