import Foundation
import SemanticSearch
import Testing

extension SentenceEncoderTests {
    static let instructionSets = ["portable", "avx2", "avxvnni", "avx512", "avx512vnni", "neon"]

    @Test("in int8 a small model's vectors are near those in fp32", arguments: ["mean", "cls"], ["", "bert."])
    func int8IsNear(pooling: String, prefix: String) throws {
        let model = TinyModel(pooling: pooling, prefix: prefix)
        let exact = try model.open().encode(Self.texts, threads: 1)
        let encoder = try model.open(precision: .int8)
        #expect(encoder.precision == .int8)
        let vectors = try encoder.encode(Self.texts, threads: 1)
        for row in Self.texts.indices {
            let range = row * 24..<(row + 1) * 24
            let cosine = zip(vectors[range], exact[range]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(cosine > 0.999, "\(Self.texts[row])")
        }
        #expect(vectors != exact)
    }

    @Test("in int8 a text has the same bytes in any batch, at any number of threads and on every instruction set")
    func int8SameBytes() throws {
        let many = (0..<300).map { Self.texts[$0 * 7 % Self.texts.count] }
        let encoder = try TinyModel().open(precision: .int8)
        let vectors = try encoder.encode(many, threads: 1)
        for threads in [2, 3, 8] {
            #expect(try encoder.encode(many, threads: threads) == vectors)
        }
        for (row, text) in many.prefix(Self.texts.count).enumerated() {
            #expect(try encoder.encode(text) == Array(vectors[row * 24..<(row + 1) * 24]))
        }
        for name in Self.instructionSets {
            let other = try TinyModel().open(precision: .int8, kernels: name)
            #expect(try other.encode(many, threads: 2) == vectors)
            #expect(other.modelID == encoder.modelID)
        }
    }

    @Test("the precisions have different model ids, each the same for the same files")
    func int8ModelID() throws {
        let id = try TinyModel().open(precision: .int8).modelID
        let again = try TinyModel().open(precision: .int8).modelID
        #expect(again == id)
        #expect(id.hasPrefix("tinymodel-int8-"))
        let exact = try TinyModel().open().modelID
        #expect(exact != id)
        let other = try TinyModel(seed: 6).open(precision: .int8).modelID
        #expect(other != id)
    }

    @Test("in int8 weights whose products overflow are reported with the text's number")
    func int8Overflow() throws {
        var model = TinyModel()
        model.tensors[0].values[5 * 24] = .greatestFiniteMagnitude
        model.tensors[0].values[5 * 24 + 16] = .greatestFiniteMagnitude
        let encoder = try model.open(precision: .int8)
        #expect(throws: EncoderError.notFinite(index: 1)) { try encoder.encode(["b", "a", "b"], threads: 1) }
    }

    @Test("in int8 weights of zero, and of one great column, are no trouble")
    func int8Degenerate() throws {
        var model = TinyModel()
        for index in model.tensors.indices where model.tensors[index].name.contains("layer.1.intermediate") {
            model.tensors[index].values = model.tensors[index].values.map { _ in 0 }
        }
        for index in model.tensors.indices where model.tensors[index].name.hasSuffix("layer.0.output.dense.weight") {
            model.tensors[index].values[3] = 1e6
        }
        let vectors = try model.open(precision: .int8).encode(Self.texts, threads: 1)
        #expect(vectors.allSatisfy { $0.isFinite })
    }

    @Test(
        "a model too deep for exact sums is refused in int8",
        arguments: ["hidden_size\": 24", "intermediate_size\": 40"])
    func int8Depth(setting: String) throws {
        var model = TinyModel()
        let name = String(setting.prefix { $0 != "\"" })
        model.files["config.json"]?.replace(setting, with: name + "\": 65538")
        model.files["1_Pooling/config.json"]?.replace("24", with: name == "hidden_size" ? "65538" : "24")
        #expect {
            try model.open(precision: .int8)
        } throws: { error in
            guard case EncoderError.unsupported(_, name, "65538", _) = error else { return false }
            return true
        }
    }
}
