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

    @Test("in int8 each vector is near the reference's", arguments: EncoderGolden.cases)
    func int8Vectors(_ golden: EncoderGolden.Case) throws {
        let vector = try RealModel.encoder(.int8).encode(golden.text)
        let cosine = zip(vector, golden.numbers).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(cosine >= 0.995)
    }

    @Test("in int8 the mean cosine to the reference is at least 0.998")
    func int8Mean() throws {
        let encoder = try RealModel.encoder(.int8)
        let cosines = try EncoderGolden.cases.map { golden in
            zip(try encoder.encode(golden.text), golden.numbers).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        }
        #expect(cosines.reduce(0, +) / Double(cosines.count) >= 0.998)
    }

    @Test(
        "a text has the same bytes alone, in a batch, at one and at two threads, and on every instruction set",
        arguments: EncoderPrecision.allCases)
    func sameBytes(precision: EncoderPrecision) throws {
        let encoder = try RealModel.encoder(precision)
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
        // A set that this processor has not got falls back to the fastest, which says so by its name.
        for kernels in ["avx512vnni", "avx512", "avxvnni", "avx2"] {
            let other = try SentenceEncoder.open(directory: RealModel.directory, precision: precision, kernels: kernels)
            #expect(other.kernelName == kernels || other.kernelName == encoder.kernelName)
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
