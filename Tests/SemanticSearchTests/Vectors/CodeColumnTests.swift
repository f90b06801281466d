import Columns
import SemanticSearch
import Testing

@Suite("Code column")
struct CodeColumnTests {
    @Test("Codes say the vector to half a step, at every dimension", arguments: [1, 5, 63, 64, 65, 100])
    func error(dimension: Int) throws {
        let samples = try VectorSamples(count: 300, dimension: dimension)
        for metric in [Metric.innerProduct, .squaredL2] {
            let codes = CodeColumn(coding: samples.column, metric: metric)
            #expect(codes.stride == (dimension + 63) / 64 * 64)
            for row in 0..<300 {
                let vector = samples.column.row(row)
                let scale = codes.terms[2 * row]
                for index in 0..<dimension {
                    let said = codes.offset[index] + scale * Float(codes.codes[row * codes.stride + index])
                    #expect(abs(said - vector[index]) <= 0.5001 * scale + 1e-6)
                }
                for index in dimension..<codes.stride { #expect(codes.codes[row * codes.stride + index] == 0) }
            }
        }
    }

    @Test("The bias of a distance is the length of what the codes say")
    func bias() throws {
        let samples = try VectorSamples(count: 50, dimension: 10)
        let codes = CodeColumn(coding: samples.column, metric: .squaredL2)
        for row in 0..<50 {
            let scale = codes.terms[2 * row]
            let length = (0..<10).reduce(Float(0)) {
                let value = scale * Float(codes.codes[row * codes.stride + $1])
                return $0 + value * value
            }
            #expect(abs(codes.terms[2 * row + 1] + length) <= 1e-4 * length)
        }
    }

    @Test("One, two and three threads make the same codes", arguments: Metric.allCases)
    func deterministic(metric: Metric) throws {
        let samples = try VectorSamples(count: 3000, dimension: 24)
        let first = CodeColumn(coding: samples.column, metric: metric, threads: 1)
        for threads in [2, 3] {
            let again = CodeColumn(coding: samples.column, metric: metric, threads: threads)
            #expect(again.codes.array == first.codes.array)
            #expect(again.terms.array == first.terms.array)
            #expect(again.offset.array == first.offset.array)
        }
    }

    @Test("Zeros and values near the float limit are coded and searched without a trap", arguments: Metric.allCases)
    func extremes(metric: Metric) throws {
        let large = Float.greatestFiniteMagnitude
        let tiny = Float.leastNonzeroMagnitude
        let rows: [[Float]] = [
            [0, 0, 0], [large, large, -large], [-large, large, large], [tiny, tiny, 0], [1, 2, 3], [-1, 0, 1],
        ]
        let column = try VectorColumn(values: FlatColumn(rows.flatMap(\.self)), dimension: 3)
        let codes = CodeColumn(coding: column, metric: metric, threads: 2)
        #expect(!codes.terms.array.contains { !$0.isFinite })
        let graph = try HNSWBuilder(vectors: column, metric: metric, codes: codes).build(threads: 1)
        let index = try HNSWIndex(graph: graph, vectors: column, metric: metric, codes: codes)
        for query in rows {
            #expect(try index.search(query, k: 6, efSearch: 1).neighbors.count == 6)
        }
    }

    @Test("Columns written out and read back are the same codes, and others are refused by name")
    func columns() throws {
        let samples = try VectorSamples(count: 20, dimension: 5)
        let codes = CodeColumn(coding: samples.column, metric: .cosine)
        func assemble(
            codes: [Int8]? = nil, terms: [Float]? = nil, offset: [Float]? = nil, count: Int = 20, dimension: Int = 5
        ) throws -> CodeColumn {
            let made = CodeColumn(coding: samples.column, metric: .cosine)
            return try CodeColumn(
                codes: FlatColumn(codes ?? made.codes.array), terms: FlatColumn(terms ?? made.terms.array),
                offset: FlatColumn(offset ?? made.offset.array), count: count, dimension: dimension, metric: .cosine)
        }
        #expect(try assemble().codes.array == codes.codes.array)
        #expect(throws: VectorError.columnCount(column: "codes", expected: 1280, found: 3)) {
            try assemble(codes: [1, 2, 3])
        }
        #expect(throws: VectorError.columnCount(column: "terms", expected: 40, found: 1)) { try assemble(terms: [1]) }
        #expect(throws: VectorError.columnCount(column: "offset", expected: 5, found: 0)) { try assemble(offset: []) }
        #expect(throws: VectorError.self) { try assemble(count: 21) }
        #expect(throws: VectorError.self) { try assemble(count: -1) }
        #expect(throws: VectorError.dimension(0)) { try assemble(dimension: 0) }
        var terms = codes.terms.array
        terms[7] = .nan
        #expect(throws: VectorError.columnValue(column: "terms", index: 7, value: 0, rule: "finite numbers")) {
            try assemble(terms: terms)
        }
    }

    @Test("Any codes with finite terms are searched without a trap, and the answers are real", arguments: 0..<6)
    func hostile(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let samples = try VectorSamples(count: 400, dimension: 7)
        let metric = Metric.allCases[Int(seed % 3)]
        let parameters = HNSWParameters(m: 4, efConstruction: 20)
        let graph = try HNSWBuilder(vectors: samples.column, metric: metric, parameters: parameters).build(threads: 1)
        let good = CodeColumn(coding: samples.column, metric: metric)
        let extremes: [Float] = [
            0, -0.0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -1, 1e20,
        ]
        for _ in 0..<40 {
            var (codes, terms, offset) = (good.codes.array, good.terms.array, good.offset.array)
            for _ in 0..<Int.random(in: 1...2000, using: &generator) {
                codes[Int.random(in: 0..<codes.count, using: &generator)] = .random(
                    in: .min ... .max, using: &generator)
                terms[Int.random(in: 0..<terms.count, using: &generator)] =
                    extremes.randomElement(using: &generator) ?? 0
            }
            offset[Int.random(in: 0..<7, using: &generator)] = extremes.randomElement(using: &generator) ?? 0
            let column = try CodeColumn(
                codes: FlatColumn(codes), terms: FlatColumn(terms), offset: FlatColumn(offset), count: 400,
                dimension: 7, metric: metric)
            let index = try HNSWIndex(graph: graph, vectors: samples.column, metric: metric, codes: column)
            let filter = OrdinalFilter(count: 400) { $0 % 2 == 0 }
            for allowed in [nil, filter] {
                let found = try index.search(samples.queries[0], k: 5, efSearch: 8, filter: allowed).neighbors
                #expect(found.count == 5)
                for neighbor in found {
                    #expect(
                        neighbor.similarity
                            == samples.column.similarity(
                                Int(neighbor.ordinal), to: samples.queries[0], metric: metric))
                }
            }
        }
    }
}
