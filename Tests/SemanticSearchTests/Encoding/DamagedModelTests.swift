import Foundation
import SemanticSearch
import Testing

@Suite("Damaged and unsuitable models are refused")
struct DamagedModelTests {
    /// Opens the model and returns the error that it must give.
    func refusal(_ model: TinyModel, weights: Data? = nil) throws -> EncoderError {
        try #require(throws: EncoderError.self) { try model.open(weights: weights) }
    }

    @Test("a weights file cut anywhere")
    func truncated() throws {
        let model = TinyModel()
        let whole = model.weights()
        try model.withFolder { folder in
            let path = URL(fileURLWithPath: folder + "/model.safetensors")
            for length in Array(0...40) + stride(from: 41, to: whole.count, by: 997) + [
                whole.count - 4, whole.count - 1,
            ] {
                try whole.prefix(length).write(to: path)
                #expect(throws: EncoderError.self, "\(length) bytes") { try SentenceEncoder.open(directory: folder) }
            }
            try (whole + Data([0, 0, 0, 0])).write(to: path)
            #expect(throws: EncoderError.self) { try SentenceEncoder.open(directory: folder) }
            try whole.write(to: path)
            _ = try SentenceEncoder.open(directory: folder)
        }
    }

    @Test("a weights file with one bit of the header flipped")
    func flipped() throws {
        let model = TinyModel()
        var file = model.weights()
        let end = 8 + model.header.utf8.count
        try model.withFolder { folder in
            let path = URL(fileURLWithPath: folder + "/model.safetensors")
            for bit in stride(from: 0, to: end * 8, by: 7) {
                file[bit / 8] ^= 1 << UInt8(bit % 8)
                try file.write(to: path)
                #expect(throws: EncoderError.self, "bit \(bit)") { try SentenceEncoder.open(directory: folder) }
                file[bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
    }

    @Test(
        "hostile headers",
        arguments: [
            "", " ", "{", "[]", "null", "7", "{}", #"{"a":1}"#, #"{"a":{}}"#, #"{"__metadata__":{}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
            #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}"#,
            #"{"a":{"dtype":5,"shape":[1],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":"x","data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"??","shape":[1],"data_offsets":[0,4]}}"#,
            String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 50_000), "{\"\u{0}\":1}",
        ])
    func hostile(header: String) throws {
        let model = TinyModel()
        _ = try refusal(model, weights: model.weights(header: header))
        _ = try refusal(model, weights: model.weights(header: header, data: Data()))
    }

    @Test(
        "a header length that does not fit",
        arguments: [
            0, 1, 7, 1 << 20, 1 << 31, 1 << 40, UInt64(Int64.max) - 8, UInt64(Int64.max), UInt64.max - 7, UInt64.max,
        ])
    func headerLength(length: UInt64) throws {
        let model = TinyModel()
        _ = try refusal(model, weights: model.weights(length: length))
    }

    @Test("tensors that lie over one another")
    func overlapping() throws {
        let model = TinyModel()
        // The second tensor takes the place of the first rows of the first one.
        let header = model.header.replacing("[1536,3456]", with: "[0,1920]").replacing("[1920,", with: "[1920,")
        #expect(header != model.header)
        let error = try refusal(model, weights: model.weights(header: header))
        #expect("\(error)".contains("starts at byte"))
    }

    @Test("each missing tensor, by its name", arguments: TinyModel().tensors.indices)
    func missing(index: Int) throws {
        var model = TinyModel()
        let name = model.tensors.remove(at: index).name
        let error = try refusal(model)
        guard case .tensor(let file, name, "is missing") = error else {
            Issue.record("\(error)")
            return
        }
        #expect(file.hasSuffix("model.safetensors"))
    }

    @Test(
        "each tensor of another shape, type, or with a number that is not finite",
        arguments: TinyModel().tensors.indices)
    func wrongTensor(index: Int) throws {
        var model = TinyModel()
        let name = model.tensors[index].name
        model.tensors[index].shape = model.tensors[index].shape.reversed() + [1]
        guard case .tensor(_, name, let shape) = try refusal(model) else { throw WrongError() }
        #expect(shape.contains("shape"))

        model = TinyModel()
        let typed = model.header.replacing("\"\(name)\":{\"dtype\":\"F32\"", with: "\"\(name)\":{\"dtype\":\"I32\"")
        guard case .tensor(_, name, let type) = try refusal(model, weights: model.weights(header: typed)) else {
            throw WrongError()
        }
        #expect(type == "is I32, expected F32")

        model.tensors[index].values[model.tensors[index].values.count / 2] = index % 2 == 0 ? .nan : .infinity
        guard case .tensor(_, name, let finite) = try refusal(model) else { throw WrongError() }
        #expect(finite.contains("not finite"))
    }

    struct WrongError: Error {}

    struct Change: Sendable, CustomTestStringConvertible {
        let file, old, new, message: String
        /// The file that the error names: where the contradiction shows.
        let namedFile: String
        var testDescription: String { "\(file): \(old) → \(new)" }
        init(_ file: String, _ old: String, _ new: String, _ message: String, in namedFile: String? = nil) {
            (self.file, self.old, self.new, self.message) = (file, old, new, message)
            self.namedFile = namedFile ?? file
        }
    }

    static let changes = [
        Change(
            "config.json", #""hidden_size": 24"#, #""hidden_size": 48"#, "word_embedding_dimension is 24",
            in: "1_Pooling/config.json"),
        Change("config.json", #""hidden_size": 24"#, #""hidden_size": 0"#, "hidden_size is 0"),
        Change("config.json", #""hidden_size": 24"#, #""hidden_size": -24"#, "hidden_size is -24"),
        Change("config.json", #""hidden_size": 24"#, #""hidden_size": 9223372036854775807"#, "hidden_size"),
        Change("config.json", #""hidden_size": 24"#, #""hidden_size": "24""#, "hidden_size"),
        Change("config.json", #""hidden_size": 24,"#, "", "hidden_size"),
        Change("config.json", #""num_attention_heads": 3"#, #""num_attention_heads": 5"#, "do not divide"),
        Change(
            "config.json", #""num_hidden_layers": 2"#, #""num_hidden_layers": 3"#, "encoder.layer.2",
            in: "model.safetensors"),
        Change(
            "config.json", #""num_hidden_layers": 2"#, #""num_hidden_layers": 16777216"#, "encoder.layer.2",
            in: "model.safetensors"),
        Change(
            "config.json", #""intermediate_size": 40"#, #""intermediate_size": 41"#, "intermediate.dense.weight",
            in: "model.safetensors"),
        Change("config.json", #""vocab_size": 16"#, #""vocab_size": 15"#, "16 tokens", in: "vocab.txt"),
        Change("config.json", #""vocab_size": 16"#, #""vocab_size": 17"#, "word_embeddings", in: "model.safetensors"),
        Change("config.json", #""model_type": "bert""#, #""model_type": "mpnet""#, "mpnet"),
        Change("config.json", #""hidden_act": "gelu""#, #""hidden_act": "relu""#, "hidden_act is relu"),
        Change("config.json", "1e-12", "0", "layer_norm_eps"),
        Change("config.json", "{", "", "malformed"),
        Change("modules.json", "models.Normalize", "models.Dense", "Dense"),
        Change("modules.json", "models.Pooling", "models.LSTM", "LSTM"),
        Change("modules.json", "1_Pooling", "../1_Pooling", "plain folder"),
        Change("modules.json", "1_Pooling", "nowhere", "cannot be read", in: "nowhere/config.json"),
        Change("modules.json", "[", "", "malformed"),
        Change("1_Pooling/config.json", "24", "48", "word_embedding_dimension is 48"),
        Change("1_Pooling/config.json", #"tokens": true"#, #"tokens": false"#, "none"),
        Change("1_Pooling/config.json", #"max_tokens": false"#, #"max_tokens": true"#, "mean+max"),
        Change("sentence_bert_config.json", "12", "21", "max_seq_length is 21"),
        Change("sentence_bert_config.json", "12", "2", "max_seq_length is 2"),
        Change("sentence_bert_config.json", "12", "-1", "max_seq_length is -1"),
        Change("vocab.txt", "[UNK]", "[UNKNOWN]", "no token [UNK]"),
        Change("vocab.txt", "world", "hello", "repeats the token hello"),
        Change("vocab.txt", "world", "", "is empty"),
        Change("vocab.txt", "world\n", "world\nmore\n", "17 tokens"),
    ]

    @Test("each setting that the encoder cannot honour, naming the file", arguments: changes)
    func settings(change: Change) throws {
        var model = TinyModel()
        let text = try #require(model.files[change.file])
        model.files[change.file] = text.replacing(change.old, with: change.new, maxReplacements: 1)
        #expect(model.files[change.file] != text)
        let message = "\(try refusal(model))"
        #expect(message.contains(change.message))
        #expect(message.contains("/" + change.namedFile + ":"))
    }

    @Test(
        "each file that is missing", arguments: ["config.json", "modules.json", "1_Pooling/config.json", "vocab.txt"])
    func missingFile(name: String) throws {
        var model = TinyModel()
        model.files[name] = nil
        guard case .unreadable(let file, _) = try refusal(model) else { throw WrongError() }
        #expect(file.hasSuffix(name))
    }

    @Test("a folder that is not there")
    func noFolder() {
        #expect(throws: EncoderError.self) { try SentenceEncoder.open(directory: "/nonexistent/model") }
    }

    @Test("a cased tokenizer")
    func cased() throws {
        var model = TinyModel()
        model.files["tokenizer_config.json"] = #"{"do_lower_case": false}"#
        #expect("\(try refusal(model))".contains("do_lower_case is false"))
        model.files["tokenizer_config.json"] = #"{"do_lower_case": true, "strip_accents": null}"#
        _ = try model.open()
    }
}
