import Foundation
import SemanticSearch

/// A sentence model of a few thousand seeded weights, written to a folder of its own, whose every file can be changed.
///
/// No dimension of it is a multiple of a vector register, and two of its names carry the optional `bert.` prefix's cases.
struct TinyModel {
    static let dimension = 24
    static let heads = 3
    static let layers = 2
    static let inner = 40
    static let positions = 20
    static let vocabulary =
        [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##a", "##b", "hello", "##llo", "he", "world", "!",
            "1", "é",
        ]

    var pooling = "mean"
    var prefix = ""
    var extraVocabularyRows = 0
    /// The files' contents by name, but for the weights.
    var files: [String: String] = [:]
    var tensors: [(name: String, shape: [Int], values: [Float])] = []

    init(pooling: String = "mean", prefix: String = "", seed: UInt64 = 5) {
        self.pooling = pooling
        self.prefix = prefix
        files = [
            "config.json": """
            {"_name_or_path": "someone/tiny model", "model_type": "bert", "hidden_act": "gelu", "hidden_size": 24,
             "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 40, "vocab_size": 16,
             "max_position_embeddings": 20, "type_vocab_size": 2, "layer_norm_eps": 1e-12}
            """,
            "modules.json": """
            [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
            """,
            "1_Pooling/config.json": """
            {"word_embedding_dimension": 24, "pooling_mode_cls_token": \(pooling == "cls"),
             "pooling_mode_mean_tokens": \(pooling == "mean"), "pooling_mode_max_tokens": \(pooling == "max")}
            """,
            "sentence_bert_config.json": #"{"max_seq_length": 12, "do_lower_case": false}"#,
            "vocab.txt": Self.vocabulary.joined(separator: "\n") + "\n",
        ]
        var numbers = SeededNumbers(state: seed)
        func add(_ name: String, _ shape: Int...) {
            tensors.append((prefix + name, shape, numbers.floats(shape.reduce(1, *), scale: 0.5)))
        }
        add("embeddings.word_embeddings.weight", Self.vocabulary.count, 24)
        add("embeddings.position_embeddings.weight", 20, 24)
        add("embeddings.token_type_embeddings.weight", 2, 24)
        add("embeddings.LayerNorm.weight", 24)
        add("embeddings.LayerNorm.bias", 24)
        for layer in 0..<2 {
            let start = "encoder.layer.\(layer)."
            for part in ["self.query", "self.key", "self.value", "output.dense"] {
                add(start + "attention.\(part).weight", 24, 24)
                add(start + "attention.\(part).bias", 24)
            }
            add(start + "attention.output.LayerNorm.weight", 24)
            add(start + "attention.output.LayerNorm.bias", 24)
            add(start + "intermediate.dense.weight", 40, 24)
            add(start + "intermediate.dense.bias", 40)
            add(start + "output.dense.weight", 24, 40)
            add(start + "output.dense.bias", 24)
            add(start + "output.LayerNorm.weight", 24)
            add(start + "output.LayerNorm.bias", 24)
        }
    }

    /// The header of the weights file, padded with spaces to eight bytes as its writers do.
    var header: String {
        var entries: [String] = []
        var offset = 0
        for tensor in tensors {
            let end = offset + 4 * tensor.values.count
            entries.append(
                #""\#(tensor.name)":{"dtype":"F32","shape":\#(tensor.shape),"data_offsets":[\#(offset),\#(end)]}"#)
            offset = end
        }
        let text = "{" + entries.joined(separator: ",") + "}"
        return text + String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
    }

    var data: Data {
        var data = Data()
        for tensor in tensors {
            for value in tensor.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
        }
        return data
    }

    /// The weights file with another header or other data, where given.
    func weights(header: String? = nil, data: Data? = nil, length: UInt64? = nil) -> Data {
        let header = Data((header ?? self.header).utf8)
        var file = Data()
        withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian) { file.append(contentsOf: $0) }
        return file + header + (data ?? self.data)
    }

    /// Writes the model to a new folder, calls `body` with its path, and removes it.
    func withFolder<Result>(weights: Data? = nil, _ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tiny-model-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("1_Pooling"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, content) in files {
            let parent = folder.appendingPathComponent(name).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try Data(content.utf8).write(to: folder.appendingPathComponent(name))
        }
        try (weights ?? self.weights()).write(to: folder.appendingPathComponent("model.safetensors"))
        return try body(folder.path)
    }

    /// Opens the model as it is written.
    func open(
        weights: Data? = nil, precision: EncoderPrecision = .fp32, kernels: String? = nil
    ) throws -> SentenceEncoder {
        try withFolder(weights: weights) {
            try SentenceEncoder.open(directory: $0, precision: precision, kernels: kernels)
        }
    }
}
