import Foundation
import SemanticSearch
import Synchronization
import Testing

@Suite("Sentence encoder")
struct SentenceEncoderTests {
    static let texts = [
        "", "a", "ab", "hello world!", "world", "hello hello hello hello hello hello hello hello", "É", "zzz", "1 a b!",
        "aaaaaaaaabbbbb",
    ]

    @Test(
        "equals its double-precision twin, for another model's sizes and poolings", arguments: ["mean", "cls"],
        ["", "bert."])
    func twin(pooling: String, prefix: String) throws {
        let model = TinyModel(pooling: pooling, prefix: prefix)
        let encoder = try model.open()
        #expect(encoder.dimension == 24)
        #expect(encoder.maximumTokens == 12)
        let vectors = try encoder.encode(Self.texts, threads: 1)
        for (row, text) in Self.texts.enumerated() {
            let expected = model.twin(tokens: encoder.tokenizer.tokenize(text))
            for (index, value) in expected.enumerated() {
                #expect(abs(Double(vectors[row * 24 + index]) - value) < 1e-5, "\(text) \(index)")
            }
        }
    }

    @Test("a text has the same bytes in any order, batch and number of threads", arguments: [1, 2, 3, 8])
    func sameBytes(threads: Int) throws {
        let encoder = try TinyModel().open()
        let many = (0..<500).map { Self.texts[$0 * 7 % Self.texts.count] }
        let vectors = try encoder.encode(many, threads: threads)
        for (row, text) in many.enumerated() {
            #expect(Array(vectors[row * 24..<(row + 1) * 24]) == (try encoder.encode(text)))
        }
    }

    @Test("no texts give no numbers")
    func none() throws {
        #expect(try TinyModel().open().encode([], threads: 2).isEmpty)
    }

    @Test("vectors have unit length")
    func unitLength() throws {
        let vectors = try TinyModel().open().encode(Self.texts, threads: 1)
        for row in Self.texts.indices {
            let length = vectors[row * 24..<(row + 1) * 24].reduce(0) { $0 + $1 * $1 }
            #expect(abs(length - 1) < 1e-5)
        }
    }

    @Test("progress is told up to the last text", arguments: [1, 2])
    func progress(threads: Int) throws {
        let told = Mutex<[Int]>([])
        _ = try TinyModel().open().encode(Array(repeating: "hello", count: 300), threads: threads) { done in
            told.withLock { $0.append(done) }
        }
        let numbers = told.withLock { $0 }
        #expect(numbers.count > 1)
        #expect(numbers.max() == 300)
        #expect(Set(numbers).count == numbers.count)
    }

    @Test("the model id is the same for the same files, and another for any other")
    func modelID() throws {
        let id = try TinyModel().open().modelID
        #expect(try TinyModel().open().modelID == id)
        #expect(id.hasPrefix("tinymodel-"))
        #expect(try TinyModel(seed: 6).open().modelID != id)
        #expect(try TinyModel(pooling: "cls").open().modelID != id)
        var model = TinyModel()
        model.files["vocab.txt"]?.replace("world", with: "words")
        #expect(try model.open().modelID != id)
        var one = TinyModel()
        one.tensors[7].values[3] += 0.001
        #expect(try one.open().modelID != id)
    }

    @Test("weights whose products overflow are reported with the text's number")
    func overflow() throws {
        var model = TinyModel()
        model.tensors[0].values[5 * 24] = .greatestFiniteMagnitude
        model.tensors[0].values[5 * 24 + 16] = .greatestFiniteMagnitude
        let encoder = try model.open()
        #expect(throws: EncoderError.notFinite(index: 1)) { try encoder.encode(["b", "a", "b"], threads: 1) }
    }

    @Test("the work of a text counts its products and its attention")
    func operations() throws {
        let encoder = try TinyModel().open()
        // Four tokens; per layer and token 4 · 24² + 2 · 24 · 40 products, and 2 · 24 for each token attended to.
        #expect(encoder.operations(for: ["a b"]) == Double(2 * 4 * 2 * (4 * 576 + 1920 + 2 * 4 * 24)))
        #expect(encoder.operations(for: ["a b", "a b"]) == 2 * encoder.operations(for: ["a b"]))
    }

    @Test("the machine's BLAS, where there is one, has a name and a rate")
    func blas() {
        let found = BLASRuntime.describe()
        #expect(!found.name.isEmpty)
        let rate = BLASRuntime.sgemmRate(rows: 32, depth: 64, columns: 64)
        #expect((rate != nil) == (found.name != "none"))
        #expect(rate.map { $0 > 0 } ?? true)
        #expect(BLASRuntime.sgemmRate(rows: 0, depth: 64, columns: 64) == nil)
    }
}
