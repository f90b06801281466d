import CKernels
import Foundation
import Testing

@Suite("Int8 kernels of the encoder")
struct QuantisedKernelsTests {
    static let names: [String] = ["portable", "avx2", "avxvnni", "avx512", "avx512vnni", "neon"].filter {
        (name: String) in ck_quantised_kernels_named(name) != nil
    }

    static func kernels(_ name: String) throws -> ck_quantised_kernels {
        try #require(ck_quantised_kernels_named(name)).pointee
    }

    /// Rows in codes, widened, and what each row's codes mean.
    struct Rows: Equatable {
        var codes: [[Int]] = []
        var scales: [Float] = []
        var zeros: [Int] = []
        fileprivate var bytes: [UInt8] = []
        fileprivate var meanings: [ck_row_codes] = []

        static func == (a: Rows, b: Rows) -> Bool {
            a.codes == b.codes && a.scales.map(\.bitPattern) == b.scales.map(\.bitPattern) && a.zeros == b.zeros
        }
    }

    static func padded(_ count: Int) -> Int { (count + 31) / 32 * 32 }

    static func quantise(_ name: String, _ input: [Float], count: Int, factors: [Float]? = nil) throws -> Rows {
        let kernels = try kernels(name)
        let rows = input.count / count
        let stride = padded(count)
        let factors = (factors ?? Array(repeating: 1, count: count)) + Array(repeating: 0, count: stride - count)
        var bytes = [UInt8](repeating: 0, count: rows * stride * kernels.code_bytes)
        var meanings = [ck_row_codes](repeating: ck_row_codes(), count: rows)
        input.withUnsafeBufferPointer { input in
            factors.withUnsafeBufferPointer { factors in
                bytes.withUnsafeMutableBytes { bytes in
                    meanings.withUnsafeMutableBufferPointer { meanings in
                        var task = ck_quantise()
                        task.input = input.baseAddress
                        task.input_stride = count
                        task.rows = rows
                        task.count = count
                        task.factors = factors.baseAddress
                        task.codes = bytes.baseAddress
                        task.code_stride = stride
                        task.row_codes = meanings.baseAddress
                        kernels.quantise(&task)
                    }
                }
            }
        }
        let width = kernels.code_bytes
        let codes = (0..<rows).map { row in
            (0..<count).map { index in
                let place = (row * stride + index) * width
                return Int(bytes[place]) + (width == 2 ? 256 * Int(bytes[place + 1]) : 0)
            }
        }
        return Rows(
            codes: codes, scales: meanings.map(\.scale), zeros: meanings.map { Int($0.zero) }, bytes: bytes,
            meanings: meanings)
    }

    /// Weights of a linear layer in codes, row by row.
    struct Weights {
        var codes: [Int8]
        var scales: [Float]
        var sums: [Int32]

        init(_ weights: [Float], depth: Int, factors: [Float]? = nil) {
            let rows = weights.count / depth
            codes = [Int8](repeating: 1, count: weights.count)
            scales = [Float](repeating: .nan, count: rows)
            sums = [Int32](repeating: 1, count: rows)
            ck_quantise_weights(
                weights, rows, depth, factors ?? Array(repeating: 1, count: depth), &codes, &scales, &sums)
        }
    }

    enum Finish: CaseIterable { case plain, residual, gelu }

    static func linear(
        _ name: String, _ rows: Rows, _ weights: Weights, depth: Int, bias: [Float], residual: [Float] = [],
        _ finish: Finish = .plain
    ) throws -> [Float] {
        let kernels = try kernels(name)
        let columns = bias.count
        let count = rows.codes.count
        var panels = [UInt8](repeating: 9, count: columns * ((depth + 3) / 4 * 4) * kernels.code_bytes)
        panels.withUnsafeMutableBytes { kernels.pack(weights.codes, columns, depth, $0.baseAddress) }
        var output = finish == .residual ? residual : [Float](repeating: .nan, count: count * columns)
        rows.bytes.withUnsafeBytes { codes in
            rows.meanings.withUnsafeBufferPointer { meanings in
                panels.withUnsafeBytes { panels in
                    weights.scales.withUnsafeBufferPointer { scales in
                        weights.sums.withUnsafeBufferPointer { sums in
                            bias.withUnsafeBufferPointer { bias in
                                output.withUnsafeMutableBufferPointer { output in
                                    var task = ck_linear_codes()
                                    task.codes = codes.baseAddress
                                    task.code_stride = padded(depth)
                                    task.row_codes = meanings.baseAddress
                                    task.rows = count
                                    task.panels = panels.baseAddress
                                    task.depth = depth
                                    task.columns = columns
                                    task.scales = scales.baseAddress
                                    task.sums = sums.baseAddress
                                    task.bias = bias.baseAddress
                                    // The residual is added in place, as the encoder does it.
                                    task.residual = finish == .residual ? UnsafePointer(output.baseAddress) : nil
                                    task.residual_stride = columns
                                    task.output = output.baseAddress
                                    task.output_stride = columns
                                    task.gelu = finish == .gelu ? 1 : 0
                                    kernels.linear(&task)
                                }
                            }
                        }
                    }
                }
            }
        }
        return output
    }

    @Test("the fastest kernels are among those with a name, and unknown names have none")
    func dispatch() {
        #expect(Self.names.contains(String(cString: ck_quantised_kernels_best().pointee.name)))
        #expect(ck_quantised_kernels_named("abacus") == nil)
        #expect(Self.names.contains("portable") || Self.names.contains("neon"))
    }

    @Test("a linear layer is the exact sum of its codes' products", arguments: names, EncoderKernelsTests.shapes)
    func linearDefinition(name: String, shape: EncoderKernelsTests.Shape) throws {
        var numbers = SeededNumbers(state: 31)
        let input = numbers.floats(shape.rows * shape.depth, scale: 3)
        let weights = Weights(numbers.floats(shape.columns * shape.depth), depth: shape.depth)
        let bias = numbers.floats(shape.columns)
        let residual = numbers.floats(shape.rows * shape.columns)
        let rows = try Self.quantise(name, input, count: shape.depth)
        for finish in Finish.allCases {
            let output = try Self.linear(
                name, rows, weights, depth: shape.depth, bias: bias, residual: residual, finish)
            for row in 0..<shape.rows {
                for column in 0..<shape.columns {
                    let sum = (0..<shape.depth).reduce(0) {
                        $0 + (rows.codes[row][$1] - rows.zeros[row]) * Int(weights.codes[column * shape.depth + $1])
                    }
                    var expected = Double(sum) * Double(rows.scales[row]) * Double(weights.scales[column])
                    expected += Double(bias[column])
                    if finish == .residual { expected += Double(residual[row * shape.columns + column]) }
                    if finish == .gelu { expected *= 0.5 * (1 + erf(expected / 2.0.squareRoot())) }
                    let bound = (finish == .gelu ? 2e-4 : 1e-6) + 1e-6 * abs(expected)
                    #expect(
                        abs(Double(output[row * shape.columns + column]) - expected) <= bound,
                        "\(finish) \(row) \(column)")
                }
            }
        }
    }

    @Test("every instruction set gives the same codes and the same bits", arguments: names, EncoderKernelsTests.shapes)
    func twins(name: String, shape: EncoderKernelsTests.Shape) throws {
        var numbers = SeededNumbers(state: 32)
        let input = numbers.floats(shape.rows * shape.depth, scale: 7)
        let factors = numbers.floats(shape.depth).map { abs($0) + 0.1 }
        let weights = Weights(numbers.floats(shape.columns * shape.depth), depth: shape.depth, factors: factors)
        let bias = numbers.floats(shape.columns)
        let residual = numbers.floats(shape.rows * shape.columns)
        let rows = try Self.quantise(name, input, count: shape.depth, factors: factors)
        let other = try Self.quantise(Self.names[0], input, count: shape.depth, factors: factors)
        #expect(rows == other)
        for finish in Finish.allCases {
            func run(_ name: String, _ rows: Rows) throws -> [UInt32] {
                try Self.linear(name, rows, weights, depth: shape.depth, bias: bias, residual: residual, finish)
                    .map(\.bitPattern)
            }
            #expect(try run(name, rows) == run(Self.names[0], other), "\(finish)")
        }
    }

    @Test("a row has the same bits among 1 to 40 rows", arguments: names)
    func rowsAreIndependent(name: String) throws {
        var numbers = SeededNumbers(state: 33)
        let depth = 50
        let input = numbers.floats(40 * depth)
        let weights = Weights(numbers.floats(64 * depth), depth: depth)
        let bias = numbers.floats(64)
        func run(_ range: Range<Int>) throws -> [Float] {
            let rows = try Self.quantise(
                name, Array(input[range.lowerBound * depth..<range.upperBound * depth]), count: depth)
            return try Self.linear(name, rows, weights, depth: depth, bias: bias, .gelu)
        }
        let all = try run(0..<40)
        for count in 1...40 {
            #expect(try run(0..<count) == Array(all.prefix(count * 64)))
            #expect(try run(40 - count..<40) == Array(all.suffix(count * 64)))
        }
    }

    @Test("the greatest sums of the greatest depth stay exact", arguments: names, [Float(1), -1])
    func greatestSums(name: String, sign: Float) throws {
        let depth = Int(CK_QUANTISED_DEPTH)
        // All but one number are the row's greatest, so that their codes lie furthest from the zero.
        var input = [Float](repeating: sign, count: depth)
        input[7] = -sign / 1000
        let weights = Weights([Float](repeating: 2, count: 32 * depth), depth: depth)
        let rows = try Self.quantise(name, input, count: depth)
        let output = try Self.linear(name, rows, weights, depth: depth, bias: [Float](repeating: 0, count: 32))
        let expected = 2 * sign * Float(depth - 1)
        for value in output { #expect(abs(value - expected) <= 0.003 * abs(expected)) }
    }
}
