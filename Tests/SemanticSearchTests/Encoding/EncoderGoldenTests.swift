import SemanticSearch
import Testing

@Suite("Encoder against the reference implementation", .enabled(if: RealModel.isWanted, RealModel.skipped))
struct EncoderGoldenTests {
    @Test("the golden file holds its texts")
    func goldenFile() throws {
        #expect(try EncoderGolden.loaded.get().cases.count >= 60)
    }

    @Test("token ids are equal", arguments: EncoderGolden.cases)
    func tokens(_ golden: EncoderGolden.Case) throws {
        #expect(try RealModel.encoder().tokenizer.tokenize(golden.text) == golden.tokens)
    }

    @Test("vectors differ by at most 1e-4 and point the same way", arguments: EncoderGolden.cases)
    func vectors(_ golden: EncoderGolden.Case) throws {
        let vector = try RealModel.encoder().encode(golden.text)
        let expected = golden.numbers
        try #require(vector.count == expected.count)
        let difference = zip(vector, expected).map { abs($0 - $1) }.max() ?? 1
        let cosine = zip(vector, expected).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(difference <= 1e-4)
        #expect(cosine >= 0.99999)
    }

    @Test("a text has the same bytes alone, in a batch, at one and at two threads, and on every instruction set")
    func sameBytes() throws {
        let encoder = try RealModel.encoder()
        let texts = EncoderGolden.cases.map(\.text)
        let one = try encoder.encode(texts, threads: 1)
        #expect(try encoder.encode(texts, threads: 2) == one)
        #expect(try encoder.encode(texts, threads: 5) == one)
        let backwards = try encoder.encode(texts.reversed(), threads: 2)
        #expect(backwards.suffix(encoder.dimension) == one.prefix(encoder.dimension))
        for (row, text) in texts.enumerated() {
            let slice = one[row * encoder.dimension..<(row + 1) * encoder.dimension]
            #expect(try encoder.encode(text) == Array(slice), "text \(row)")
        }
        for kernels in ["avx512", "avx2"] where encoder.kernelName == "avx512" {
            let other = try SentenceEncoder.open(directory: RealModel.directory, kernels: kernels)
            #expect(other.kernelName == kernels)
            #expect(try other.encode(texts, threads: 2) == one)
            #expect(other.modelID == encoder.modelID)
        }
    }

    @Test("similar sentences are as near as the model's published example")
    func similarity() throws {
        let encoder = try RealModel.encoder()
        let both = try encoder.encode(["A man is eating food.", "A man is eating a piece of bread."], threads: 1)
        let cosine = zip(both.prefix(384), both.suffix(384)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(cosine - 0.7553) < 1e-3)
        #expect(encoder.dimension == 384)
        #expect(encoder.maximumTokens == 256)
    }
}
