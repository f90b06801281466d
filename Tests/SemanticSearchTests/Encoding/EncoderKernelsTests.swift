import CKernels
import Foundation
import Testing

/// Numbers in -1 ..< 1 from a seed.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
        (0..<count).map { _ in Float.random(in: -scale..<scale, using: &self) }
    }
}

@Suite("Encoder kernels")
struct EncoderKernelsTests {
    static let names: [String] = ["portable", "avx2", "avx512", "neon"].filter { (name: String) in
        ck_encoder_kernels_named(name) != nil
    }

    /// The kernels of one name that this processor has.
    static func kernels(_ name: String) throws -> ck_encoder_kernels {
        try #require(ck_encoder_kernels_named(name)).pointee
    }

    struct Shape: Sendable, CustomTestStringConvertible {
        let rows, depth, columns: Int
        var testDescription: String { "\(rows) × \(depth) × \(columns)" }
    }

    static let shapes = [
        Shape(rows: 1, depth: 1, columns: 32), Shape(rows: 1, depth: 384, columns: 96),
        Shape(rows: 5, depth: 7, columns: 32), Shape(rows: 13, depth: 64, columns: 64),
        Shape(rows: 29, depth: 96, columns: 32), Shape(rows: 43, depth: 130, columns: 160),
    ]

    enum Finish: CaseIterable { case plain, biased, residual, gelu }

    static func linear(
        _ name: String, _ shape: Shape, input: [Float], weights: [Float], bias: [Float], residual: [Float],
        _ finish: Finish
    ) throws -> [Float] {
        var panels = [Float](repeating: .nan, count: shape.columns * shape.depth)
        ck_pack_panels(weights, shape.columns, shape.depth, &panels)
        // The residual is added in place, as the encoder does it.
        var output = finish == .residual ? residual : [Float](repeating: .nan, count: shape.rows * shape.columns)
        let kernels = try kernels(name)
        input.withUnsafeBufferPointer { input in
            bias.withUnsafeBufferPointer { bias in
                output.withUnsafeMutableBufferPointer { output in
                    var task = ck_linear()
                    task.input = input.baseAddress
                    task.input_stride = shape.depth
                    task.rows = shape.rows
                    task.depth = shape.depth
                    task.columns = shape.columns
                    task.bias = finish == .plain ? nil : bias.baseAddress
                    task.residual = finish == .residual ? UnsafePointer(output.baseAddress) : nil
                    task.residual_stride = shape.columns
                    task.output = output.baseAddress
                    task.output_stride = shape.columns
                    task.gelu = finish == .gelu ? 1 : 0
                    panels.withUnsafeBufferPointer { panels in
                        task.panels = panels.baseAddress
                        kernels.linear(&task)
                    }
                }
            }
        }
        return output
    }

    @Test("a linear layer is the sum that its definition says", arguments: names, shapes)
    func linearDefinition(name: String, shape: Shape) throws {
        var numbers = SeededNumbers(state: 11)
        let input = numbers.floats(shape.rows * shape.depth)
        let weights = numbers.floats(shape.columns * shape.depth)
        let bias = numbers.floats(shape.columns)
        let residual = numbers.floats(shape.rows * shape.columns)
        for finish in Finish.allCases {
            let output = try Self.linear(
                name, shape, input: input, weights: weights, bias: bias, residual: residual, finish)
            for row in 0..<shape.rows {
                for column in 0..<shape.columns {
                    var sum = 0.0
                    for k in 0..<shape.depth {
                        sum += Double(input[row * shape.depth + k]) * Double(weights[column * shape.depth + k])
                    }
                    if finish != .plain { sum += Double(bias[column]) }
                    if finish == .residual { sum += Double(residual[row * shape.columns + column]) }
                    if finish == .gelu { sum *= 0.5 * (1 + erf(sum / 2.0.squareRoot())) }
                    #expect(
                        abs(Double(output[row * shape.columns + column]) - sum) < 2e-5, "\(finish) \(row) \(column)")
                }
            }
        }
    }

    @Test("every instruction set gives the same bits", arguments: names, shapes)
    func linearTwins(name: String, shape: Shape) throws {
        var numbers = SeededNumbers(state: 12)
        let input = numbers.floats(shape.rows * shape.depth, scale: 3)
        let weights = numbers.floats(shape.columns * shape.depth)
        let bias = numbers.floats(shape.columns)
        let residual = numbers.floats(shape.rows * shape.columns)
        for finish in Finish.allCases {
            func run(_ name: String) throws -> [UInt32] {
                try Self.linear(name, shape, input: input, weights: weights, bias: bias, residual: residual, finish)
                    .map(\.bitPattern)
            }
            #expect(try run(name) == run(Self.names[0]), "\(finish)")
        }
    }

    @Test("a row has the same bits among 1 to 40 rows", arguments: names)
    func rowsAreIndependent(name: String) throws {
        var numbers = SeededNumbers(state: 13)
        let depth = 50
        let columns = 64
        let input = numbers.floats(40 * depth)
        let weights = numbers.floats(columns * depth)
        let bias = numbers.floats(columns)
        func run(_ rows: Range<Int>) throws -> [Float] {
            try Self.linear(
                name, Shape(rows: rows.count, depth: depth, columns: columns),
                input: Array(input[rows.lowerBound * depth..<rows.upperBound * depth]), weights: weights, bias: bias,
                residual: [], .gelu)
        }
        let all = try run(0..<40)
        for count in 1...40 {
            #expect(try run(0..<count) == Array(all.prefix(count * columns)))
            #expect(try run(40 - count..<40) == Array(all.suffix(count * columns)))
        }
    }

    @Test("GELU is within 1e-6 of x/2 · (1 + erf(x/√2))", arguments: names)
    func gelu(name: String) throws {
        let inputs = (-2000...2000).map { Float($0) / 200 } + [1e-30, -1e-30, 1e6, -0.0]
        let output = try Self.linear(
            name, Shape(rows: inputs.count, depth: 1, columns: 32), input: inputs,
            weights: [1] + Array(repeating: 0, count: 31), bias: Array(repeating: 0, count: 32), residual: [], .gelu)
        for (row, x) in inputs.enumerated() {
            let exact = Double(x) * 0.5 * (1 + erf(Double(x) / 2.0.squareRoot()))
            #expect(abs(Double(output[row * 32]) - exact) <= 1e-6 * max(1, abs(exact)) + 1.5e-6, "\(x)")
        }
    }

    @Test("missing columns of the last panel are zero")
    func packing() {
        var panels = [Float](repeating: .nan, count: 2 * 32 * 3)
        ck_pack_panels((0..<33 * 3).map { Float($0) }, 33, 3, &panels)
        for column in 0..<64 {
            for k in 0..<3 {
                let expected = column < 33 ? Float(column * 3 + k) : 0
                #expect(panels[column / 32 * 96 + k * 32 + column % 32] == expected)
            }
        }
    }

    @Test("numbers that are not finite are found", arguments: [Float.nan, .infinity, -.infinity])
    func finite(bad: Float) {
        var numbers = [Float](repeating: 1, count: 77)
        #expect(ck_all_finite(numbers, 77) == 1)
        for index in [0, 13, 76] {
            numbers[index] = bad
            #expect(ck_all_finite(numbers, 77) == 0)
            numbers[index] = .greatestFiniteMagnitude
        }
    }

    @Test("a digest changes with every bit, the length and the seed")
    func digest() {
        var generator = SeededNumbers(state: 3)
        var bytes = (0..<100).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var seen: Set<UInt64> = [ck_digest(bytes, 100, 0), ck_digest(bytes, 100, 1)]
        for bit in 0..<800 {
            bytes[bit / 8] ^= 1 << (bit % 8)
            #expect(seen.insert(ck_digest(bytes, 100, 0)).inserted)
            bytes[bit / 8] ^= 1 << (bit % 8)
        }
        for count in 0..<100 { #expect(seen.insert(ck_digest(bytes, count, 0)).inserted) }
    }
}
