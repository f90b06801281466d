import CKernels
import Foundation
import Testing

extension QuantisedKernelsTests {
    @Test("a number comes back within half a step of its row", arguments: names, [1, 15, 16, 24, 384])
    func roundTrip(name: String, count: Int) throws {
        var numbers = SeededNumbers(state: 41)
        var input = numbers.floats(9 * count, scale: 4)
        // Rows of one sign, of one number, and with one number far out.
        for index in 0..<count {
            input[count + index] = abs(input[count + index]) + 1
            input[2 * count + index] = -abs(input[2 * count + index]) - 1
            input[3 * count + index] = 2.5
            input[4 * count + index] = -2.5
        }
        input[5 * count] = 1e6
        input[6 * count] = -1e6
        let factors = numbers.floats(count).map { abs($0) + 0.5 }
        let rows = try Self.quantise(name, input, count: count, factors: factors)
        for row in 0..<9 {
            for index in 0..<count {
                let number = Double(input[row * count + index] * factors[index])
                let code = rows.codes[row][index]
                #expect((0...255).contains(code))
                let back = Double(rows.scales[row]) * Double(code - rows.zeros[row])
                #expect(abs(back - number) <= 0.501 * Double(rows.scales[row]), "\(row) \(index)")
            }
            let numbers = (0..<count).map { input[row * count + $0] * factors[$0] }
            let range = max(0, numbers.max() ?? 0) - min(0, numbers.min() ?? 0)
            #expect(abs(rows.scales[row] * 254 - range) <= 1e-6 * range)
        }
    }

    @Test("zero has a code of its own, so that rows of zeros give the bias", arguments: names)
    func zeros(name: String) throws {
        for tiny in [Float(0), -0.0, 1e-38, -1e-38, .leastNonzeroMagnitude] {
            let rows = try Self.quantise(name, [Float](repeating: tiny, count: 40), count: 40)
            #expect(rows.scales == [0])
            let weights = Weights((0..<40 * 32).map { Float($0 % 7) - 3 }, depth: 40)
            let bias = (0..<32).map { Float($0) }
            #expect(try Self.linear(name, rows, weights, depth: 40, bias: bias) == bias)
        }
        let mixed = try Self.quantise(name, [3, 0, -1, 0], count: 4)
        #expect(mixed.codes[0][1] == mixed.zeros[0])
        #expect(mixed.codes[0][3] == mixed.zeros[0])
    }

    @Test("huge numbers have codes; what is not finite taints its row, and no other", arguments: names)
    func huge(name: String) throws {
        let rows = try Self.quantise(name, [1e38, -1e38, 5e37, 0], count: 4)
        #expect(rows.scales[0].isFinite)
        #expect(rows.codes[0][2] - rows.zeros[0] == 64 || rows.codes[0][2] - rows.zeros[0] == 63)
        let weights = Weights([Float](repeating: 1, count: 32 * 20), depth: 20)
        for bad in [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude] {
            for index in [0, 15, 19] {
                var input = [Float](repeating: 1, count: 60)
                input[20 + index] = bad
                input[20 + (index + 1) % 20] = -.greatestFiniteMagnitude
                let rows = try Self.quantise(name, input, count: 20)
                #expect(rows.scales[1].isNaN)
                #expect(rows.scales[0].isFinite && rows.scales[2].isFinite)
                let output = try Self.linear(
                    name, rows, weights, depth: 20, bias: [Float](repeating: 0, count: 32), .gelu)
                #expect(output[32..<64].allSatisfy { $0.isNaN })
                #expect(output[..<32].allSatisfy { abs($0 - 20) < 0.1 })
                #expect(output[64...].allSatisfy { abs($0 - 20) < 0.1 })
            }
        }
    }

    @Test("a weight comes back within half a step of its row, and the sums are those of the codes")
    func weights() {
        var numbers = SeededNumbers(state: 42)
        let depth = 33
        var weights = numbers.floats(6 * depth)
        for k in 0..<depth {
            weights[depth + k] = 0
            weights[2 * depth + k] *= 1e30
            weights[3 * depth + k] *= 1e-36
        }
        let factors = numbers.floats(depth).map { abs($0) + 0.5 }
        let coded = Weights(weights, depth: depth, factors: factors)
        for row in 0..<6 {
            let codes = coded.codes[row * depth..<(row + 1) * depth]
            #expect(codes.allSatisfy { $0 >= -127 })
            #expect(coded.sums[row] == codes.reduce(0) { $0 + Int32($1) })
            // Rows of zeros, and those too small to have a scale.
            #expect((coded.scales[row] == 0) == (row == 1 || row == 3))
            guard coded.scales[row] > 0 else {
                #expect(codes.allSatisfy { $0 == 0 })
                continue
            }
            #expect(codes.map { abs(Int($0)) }.max() == 127)
            for (k, code) in codes.enumerated() {
                let number = Double(weights[row * depth + k] / factors[k])
                let back = Double(coded.scales[row]) * Double(code)
                #expect(abs(back - number) <= 0.501 * Double(coded.scales[row]))
            }
        }
    }

    @Test("the short GELU is within 2e-4 of x/2 · (1 + erf(x/√2)), and flat where GELU is", arguments: names)
    func gelu(name: String) throws {
        let rows = try Self.quantise(name, [0, 0, 0, 0], count: 4)
        let weights = Weights([Float](repeating: 0, count: 4 * 32), depth: 4)
        for step in -400...400 {
            let x = Float(step) / 50
            let output = try Self.linear(
                name, rows, weights, depth: 4, bias: [Float](repeating: x, count: 32), .gelu)
            let exact = Double(x) * 0.5 * (1 + erf(Double(x) / 2.0.squareRoot()))
            #expect(abs(Double(output[0]) - exact) <= 2e-4, "\(x)")
        }
        for (x, expected) in [(Float(1000), Float(1000)), (-1000, 0)] {
            let output = try Self.linear(
                name, rows, weights, depth: 4, bias: [Float](repeating: x, count: 32), .gelu)
            #expect(abs(output[31] - expected) <= 1e-3)
        }
    }
}
