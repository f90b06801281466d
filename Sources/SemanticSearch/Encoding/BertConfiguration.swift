/// What a sentence-transformers model of the BERT family says about itself, read from its own files.
///
/// Read are `config.json` (the transformer), `modules.json` and the pooling module's `config.json` (how a text's
/// vector is made), and, where present, `sentence_bert_config.json` (the token limit) and `tokenizer_config.json`.
struct BertConfiguration: Sendable, Equatable {
    /// How the vectors of the tokens become the vector of the text.
    enum Pooling: Sendable, Equatable {
        case mean
        case classification
    }

    let name: String
    let dimension: Int
    let layerCount: Int
    let headCount: Int
    let intermediateSize: Int
    let vocabularySize: Int
    let positionCount: Int
    let typeCount: Int
    let normalisationEpsilon: Float
    let pooling: Pooling
    let maximumTokens: Int
    /// The files that were read, in order, as paths inside the directory.
    let files: [String]

    /// Reads and checks the configuration of the model in `directory`.
    ///
    /// - Throws: `EncoderError`, naming the file and the setting.
    init(_ directory: ModelDirectory) throws(EncoderError) {
        let bert = try directory.decode(BertFile.self, from: "config.json")
        let file = directory.file("config.json")
        func require(_ setting: String, _ found: String?, _ expected: String) throws(EncoderError) {
            guard let found, found != expected else { return }
            throw .unsupported(file: file, setting: setting, found: found, expected: expected)
        }
        try require("model_type", bert.model_type, "bert")
        try require("hidden_act", bert.hidden_act, "gelu")
        try require("position_embedding_type", bert.position_embedding_type, "absolute")
        for (setting, value) in [
            ("hidden_size", bert.hidden_size), ("num_hidden_layers", bert.num_hidden_layers),
            ("num_attention_heads", bert.num_attention_heads), ("intermediate_size", bert.intermediate_size),
            ("vocab_size", bert.vocab_size), ("max_position_embeddings", bert.max_position_embeddings),
            ("type_vocab_size", bert.type_vocab_size),
        ] where value < 1 || value > 1 << 24 {
            throw .malformed(file: file, reason: "\(setting) is \(value)")
        }
        guard bert.hidden_size % bert.num_attention_heads == 0 else {
            throw .malformed(
                file: file, reason: "\(bert.num_attention_heads) heads do not divide \(bert.hidden_size) dimensions")
        }
        guard bert.layer_norm_eps > 0, bert.layer_norm_eps < 1 else {
            throw .malformed(file: file, reason: "layer_norm_eps is \(bert.layer_norm_eps)")
        }
        var read = ["config.json"]
        (pooling, read) = try Self.pooling(directory, dimension: bert.hidden_size, read: read)

        var limit = bert.max_position_embeddings
        if directory.has("sentence_bert_config.json") {
            let sentence = try directory.decode(SentenceFile.self, from: "sentence_bert_config.json")
            limit = sentence.max_seq_length ?? limit
            guard (3...bert.max_position_embeddings).contains(limit) else {
                throw .malformed(
                    file: directory.file("sentence_bert_config.json"),
                    reason: "max_seq_length is \(limit), expected 3 to \(bert.max_position_embeddings)")
            }
            read.append("sentence_bert_config.json")
        }
        if directory.has("tokenizer_config.json") {
            let tokenizer = try directory.decode(TokenizerFile.self, from: "tokenizer_config.json")
            for (setting, value) in [
                ("do_lower_case", tokenizer.do_lower_case), ("strip_accents", tokenizer.strip_accents),
                ("tokenize_chinese_chars", tokenizer.tokenize_chinese_chars),
            ] where value == false {
                throw .unsupported(
                    file: directory.file("tokenizer_config.json"), setting: setting, found: "false", expected: "true")
            }
            read.append("tokenizer_config.json")
        }
        name = Self.plainName(bert._name_or_path)
        dimension = bert.hidden_size
        layerCount = bert.num_hidden_layers
        headCount = bert.num_attention_heads
        intermediateSize = bert.intermediate_size
        vocabularySize = bert.vocab_size
        positionCount = bert.max_position_embeddings
        typeCount = bert.type_vocab_size
        normalisationEpsilon = Float(bert.layer_norm_eps)
        maximumTokens = limit
        files = read
    }

    /// Follows `modules.json`: a transformer, a pooling, and at most a normalisation.
    private static func pooling(
        _ directory: ModelDirectory, dimension: Int, read: [String]
    ) throws(EncoderError) -> (Pooling, [String]) {
        let modules = try directory.decode([ModuleEntry].self, from: "modules.json")
        let kinds = modules.map { String($0.type.split(separator: ".").last ?? "") }
        guard kinds == ["Transformer", "Pooling"] || kinds == ["Transformer", "Pooling", "Normalize"] else {
            throw .unsupported(
                file: directory.file("modules.json"), setting: "the chain of modules",
                found: kinds.joined(separator: ", "), expected: "Transformer, Pooling, Normalize")
        }
        let folder = modules[1].path
        guard modules[0].path.isEmpty, !folder.isEmpty, !folder.contains("/"), !folder.hasPrefix(".") else {
            throw .malformed(file: directory.file("modules.json"), reason: "a module's path is not a plain folder")
        }
        let name = folder + "/config.json"
        let file = directory.file(name)
        let pooling = try directory.decode(PoolingFile.self, from: name)
        guard pooling.word_embedding_dimension == dimension else {
            throw .malformed(
                file: file,
                reason: "word_embedding_dimension is \(pooling.word_embedding_dimension), expected \(dimension)")
        }
        var modes: [String] = []
        if pooling.pooling_mode_mean_tokens == true { modes.append("mean") }
        if pooling.pooling_mode_cls_token == true { modes.append("cls") }
        if pooling.pooling_mode_max_tokens == true { modes.append("max") }
        if pooling.pooling_mode_mean_sqrt_len_tokens == true { modes.append("mean_sqrt_len") }
        if pooling.pooling_mode_weightedmean_tokens == true { modes.append("weightedmean") }
        if pooling.pooling_mode_lasttoken == true { modes.append("lasttoken") }
        let files = read + ["modules.json", name]
        switch modes {
        case ["mean"]: return (.mean, files)
        case ["cls"]: return (.classification, files)
        default:
            throw .unsupported(
                file: file, setting: "the pooling mode", found: modes.isEmpty ? "none" : modes.joined(separator: "+"),
                expected: "mean or cls")
        }
    }

    /// The last part of a model's path, in characters that are safe in a file name and a key.
    private static func plainName(_ path: String?) -> String {
        let last = path?.split(separator: "/").last.map(String.init) ?? "bert"
        let plain = last.unicodeScalars.filter { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.".contains(Character(scalar)))
        }
        return plain.isEmpty ? "bert" : String(String.UnicodeScalarView(plain.prefix(64)))
    }
}

// The field names are the files' own.
// swift-format-ignore: AlwaysUseLowerCamelCase
private struct BertFile: Decodable {
    let _name_or_path: String?
    let model_type: String
    let hidden_act: String
    let position_embedding_type: String?
    let hidden_size: Int
    let num_hidden_layers: Int
    let num_attention_heads: Int
    let intermediate_size: Int
    let vocab_size: Int
    let max_position_embeddings: Int
    let type_vocab_size: Int
    let layer_norm_eps: Double
}

private struct ModuleEntry: Decodable {
    let path: String
    let type: String
}

// swift-format-ignore: AlwaysUseLowerCamelCase
private struct PoolingFile: Decodable {
    let word_embedding_dimension: Int
    let pooling_mode_cls_token: Bool?
    let pooling_mode_mean_tokens: Bool?
    let pooling_mode_max_tokens: Bool?
    let pooling_mode_mean_sqrt_len_tokens: Bool?
    let pooling_mode_weightedmean_tokens: Bool?
    let pooling_mode_lasttoken: Bool?
}

// swift-format-ignore: AlwaysUseLowerCamelCase
private struct SentenceFile: Decodable {
    let max_seq_length: Int?
}

// swift-format-ignore: AlwaysUseLowerCamelCase
private struct TokenizerFile: Decodable {
    let do_lower_case: Bool?
    let strip_accents: Bool?
    let tokenize_chinese_chars: Bool?
}
