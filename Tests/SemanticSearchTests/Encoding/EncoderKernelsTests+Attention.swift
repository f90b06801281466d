import CKernels
import Foundation
import Testing

extension EncoderKernelsTests {
    struct Heads: Sendable, CustomTestStringConvertible {
        let length, heads, size: Int
        var testDescription: String { "\(length) tokens, \(heads) heads of \(size)" }
        /// The numbers of a row of Q, K and V side by side, with some between that belong to nobody.
        var stride: Int { 3 * (heads * size + 5) }
    }

    static let heads = [
        Heads(length: 1, heads: 2, size: 32), Heads(length: 2, heads: 1, size: 8),
        Heads(length: 17, heads: 3, size: 26),
        Heads(length: 32, heads: 2, size: 32), Heads(length: 33, heads: 2, size: 64),
        Heads(length: 70, heads: 1, size: 33),
    ]

    static func attention(_ name: String, _ shape: Heads, _ rows: [Float]) throws -> [Float] {
        let width = shape.heads * shape.size
        var context = [Float](repeating: 7, count: shape.length * width)
        var scratch = [Float](repeating: .nan, count: ck_attention_scratch(shape.length, shape.size))
        let kernels = try kernels(name)
        rows.withUnsafeBufferPointer { rows in
            context.withUnsafeMutableBufferPointer { context in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    var task = ck_attention()
                    task.query = rows.baseAddress
                    task.key = rows.baseAddress.map { $0 + width + 5 }
                    task.value = rows.baseAddress.map { $0 + 2 * (width + 5) }
                    task.stride = shape.stride
                    task.length = shape.length
                    task.heads = shape.heads
                    task.head_dimension = shape.size
                    task.scale = 1 / Float(shape.size).squareRoot()
                    task.context = context.baseAddress
                    task.context_stride = width
                    task.scratch = scratch.baseAddress
                    kernels.attention(&task)
                }
            }
        }
        return context
    }

    @Test("attention is the softmax of the scaled products times the values", arguments: names, heads)
    func attentionDefinition(name: String, shape: Heads) throws {
        var numbers = SeededNumbers(state: 21)
        let rows = numbers.floats(shape.length * shape.stride, scale: 3)
        let context = try Self.attention(name, shape, rows)
        let width = shape.heads * shape.size
        for head in 0..<shape.heads {
            func number(_ row: Int, _ part: Int, _ index: Int) -> Double {
                Double(rows[row * shape.stride + part * (width + 5) + head * shape.size + index])
            }
            for query in 0..<shape.length {
                let scores = (0..<shape.length).map { key in
                    (0..<shape.size).reduce(0) { $0 + number(query, 0, $1) * number(key, 1, $1) }
                        / Double(shape.size).squareRoot()
                }
                let top = scores.max() ?? 0
                let weights = scores.map { exp($0 - top) }
                let total = weights.reduce(0, +)
                for index in 0..<shape.size {
                    let expected = (0..<shape.length).reduce(0) { $0 + weights[$1] * number($1, 2, index) } / total
                    #expect(abs(Double(context[query * width + head * shape.size + index]) - expected) < 1e-5)
                }
            }
        }
        #expect(context.map(\.bitPattern) == (try Self.attention(Self.names[0], shape, rows)).map(\.bitPattern))
    }

    @Test("layer normalisation centres and scales each row", arguments: names, [1, 15, 16, 24, 384])
    func layerNormalisation(name: String, count: Int) throws {
        var numbers = SeededNumbers(state: 22)
        let stride = count + 3
        let rows = numbers.floats(4 * stride, scale: 5)
        let gamma = numbers.floats(count)
        let beta = numbers.floats(count)
        func run(_ name: String) throws -> [Float] {
            var output = rows
            try Self.kernels(name).layer_norm(&output, 4, stride, count, gamma, beta, 1e-5)
            return output
        }
        let output = try run(name)
        for row in 0..<4 {
            let values = rows[row * stride..<row * stride + count].map(Double.init)
            let mean = values.reduce(0, +) / Double(count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
            for (index, value) in values.enumerated() {
                let expected =
                    (value - mean) / (variance + 1e-5).squareRoot() * Double(gamma[index]) + Double(beta[index])
                #expect(abs(Double(output[row * stride + index]) - expected) < 1e-5)
            }
            for index in count..<stride { #expect(output[row * stride + index] == rows[row * stride + index]) }
        }
        #expect(output.map(\.bitPattern) == (try run(Self.names[0])).map(\.bitPattern))
    }

    @Test("the mean of the rows is scaled to unit length", arguments: names, [1, 15, 32, 40, 384])
    func meanUnit(name: String, count: Int) throws {
        var numbers = SeededNumbers(state: 23)
        let rows = numbers.floats(7 * (count + 2))
        func run(_ name: String) throws -> [Float] {
            var output = [Float](repeating: .nan, count: count)
            try Self.kernels(name).mean_unit(rows, 7, count + 2, count, &output)
            return output
        }
        let output = try run(name)
        let means = (0..<count).map { index in
            (0..<7).reduce(0.0) { $0 + Double(rows[$1 * (count + 2) + index]) } / 7
        }
        let length = means.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for (value, mean) in zip(output, means) { #expect(abs(Double(value) - mean / length) < 1e-6) }
        #expect(output.map(\.bitPattern) == (try run(Self.names[0])).map(\.bitPattern))
    }
}
