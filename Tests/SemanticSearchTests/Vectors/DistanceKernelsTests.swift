import CKernels
import Testing

@Suite("Distance kernels")
struct DistanceKernelsTests {
    /// The names of the sets this processor runs.
    static let sets: [String] = kernels().map { String(cString: $0.name) }

    private static func kernels() -> [ck_distance_kernels] {
        var found: [ck_distance_kernels] = []
        while let set = ck_distance_kernels_at(found.count) { found.append(set.pointee) }
        return found
    }

    private func set(_ name: String) throws -> ck_distance_kernels {
        try #require(Self.kernels().first { String(cString: $0.name) == name })
    }

    /// The scalar set that rounds as `set` does.
    private func twin(of set: ck_distance_kernels) throws -> ck_distance_kernels {
        try self.set(set.fused == 1 ? "scalar" : "scalar-unfused")
    }

    private func floats(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in generator.normal() }
    }

    @Test("Every fp32 kernel gives its scalar twin's bits at lengths 1 to 1000 and unaligned starts", arguments: sets)
    func floatTwin(name: String) throws {
        let set = try set(name)
        let twin = try twin(of: set)
        let a = floats(1016, seed: 1)
        let b = floats(1016, seed: 2)
        for length in 1...1000 {
            let (first, second) = (length % 16, length % 7)
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    let (x, y) = (a.baseAddress.map { $0 + first }, b.baseAddress.map { $0 + second })
                    #expect(set.inner_product(x, y, length) == twin.inner_product(x, y, length), "length \(length)")
                    #expect(set.squared_l2(x, y, length) == twin.squared_l2(x, y, length), "length \(length)")
                }
            }
        }
    }

    @Test("Every fp32 kernel is close to the sum in double", arguments: sets)
    func floatTruth(name: String) throws {
        let set = try set(name)
        for length in [1, 3, 16, 63, 64, 65, 384, 784, 1000] {
            let a = floats(length, seed: 3)
            let b = floats(length, seed: 4)
            let dot = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            let l2 = zip(a, b).reduce(0.0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
            #expect(abs(Double(set.inner_product(a, b, length)) - dot) < 1e-4 * max(1, Double(length).squareRoot()))
            #expect(abs(Double(set.squared_l2(a, b, length)) - l2) < 1e-5 * max(1, l2))
        }
    }

    @Test("Every int8 kernel is exact at lengths 1 to 1000 and unaligned starts", arguments: sets)
    func codeTwin(name: String) throws {
        let set = try set(name)
        var generator = SeededGenerator(seed: 5)
        let a = (0..<1070).map { _ in Int8.random(in: -127...127, using: &generator) }
        let b = (0..<1070).map { _ in Int8.random(in: -128...127, using: &generator) }
        for length in 1...1000 {
            let (first, second) = (length % 64, length % 13)
            let truth = (0..<length).reduce(0) { $0 + Int(a[first + $1]) * Int(b[second + $1]) }
            let found = a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    set.int8_dot(a.baseAddress.map { $0 + first }, b.baseAddress.map { $0 + second }, length)
                }
            }
            #expect(Int(found) == truth, "length \(length)")
        }
    }

    @Test("Every int8 kernel is exact at the extremes of its codes", arguments: sets)
    func codeExtremes(name: String) throws {
        let set = try set(name)
        for (x, y) in [(Int8.min, Int8.min), (.max, .min), (.min, .max), (.max, .max), (-127, -127)] {
            let a = [Int8](repeating: x, count: 4096)
            let b = [Int8](repeating: y, count: 4096)
            #expect(set.int8_dot(a, b, 4096) == Int32(x) * Int32(y) * 4096)
        }
    }

    @Test("Scoring many rows gives the single kernel's bits", arguments: sets, [1, 17, 64, 100, 384])
    func rows(name: String, dimension: Int) throws {
        let set = try set(name)
        let base = floats(50 * dimension, seed: 6)
        let query = floats(dimension, seed: 7)
        let rows: [Int32] = [3, 49, 0, 7, 7, 22, 1, 30, 48, 12, 5]
        var dots = [Float](repeating: 0, count: rows.count)
        var distances = dots
        set.inner_product_rows(query, base, dimension, rows, rows.count, &dots)
        set.negative_l2_rows(query, base, dimension, rows, rows.count, &distances)
        for (index, row) in rows.enumerated() {
            let values = Array(base[Int(row) * dimension..<(Int(row) + 1) * dimension])
            #expect(dots[index] == set.inner_product(query, values, dimension))
            #expect(distances[index] == -set.squared_l2(query, values, dimension))
        }
    }

    @Test("Scoring int8 rows gives the same bits in every set", arguments: sets, [64, 128, 384, 832])
    func codeRows(name: String, stride: Int) throws {
        let set = try set(name)
        let scalar = try self.set("scalar")
        var generator = SeededGenerator(seed: 8)
        let codes = (0..<20 * stride).map { _ in Int8.random(in: -127...127, using: &generator) }
        let query = (0..<stride).map { _ in Int8.random(in: -127...127, using: &generator) }
        let terms = (0..<20).map { _ in
            ck_row_term(scale: Float.random(in: 0.001...0.1, using: &generator), bias: generator.normal())
        }
        let rows: [Int32] = [19, 0, 4, 4, 11, 7]
        var found = [Float](repeating: 0, count: rows.count)
        var truth = found
        set.int8_rows(query, 0.013, codes, stride, terms, rows, rows.count, &found)
        scalar.int8_rows(query, 0.013, codes, stride, terms, rows, rows.count, &truth)
        #expect(found == truth)
    }

    @Test("Codes are rounded to the nearest even and cut to their range at every length")
    func quantize() {
        for length in 1...70 {
            var generator = SeededGenerator(seed: UInt64(length))
            let values = (0..<length).map { _ in Float.random(in: -3...3, using: &generator) }
            let offset = (0..<length).map { _ in Float.random(in: -0.5...0.5, using: &generator) }
            var codes = [Int8](repeating: 0, count: length)
            ck_quantize_int8(values, offset, length, 50, &codes)
            let truth = zip(values, offset).map { value, offset in
                Int8(min(127, max(-127, ((value - offset) * 50).rounded(.toNearestOrEven))))
            }
            #expect(codes == truth)
            let largest = zip(values, offset).map { abs($0 - $1) }.max()
            #expect(ck_largest_deviation(values, offset, length) == largest)
        }
    }

    @Test("One infinity or not-a-number is seen wherever it stands", arguments: [Float.infinity, -.infinity, .nan])
    func finite(bad: Float) {
        var values = [Float](repeating: .greatestFiniteMagnitude, count: 9000)
        #expect(ck_column_is_finite(values, values.count) == 1)
        #expect(ck_column_is_finite(values, 0) == 1)
        for place in [0, 1, 4095, 4096, 8999] {
            values[place] = bad
            #expect(ck_column_is_finite(values, values.count) == 0, "at \(place)")
            values[place] = 0
        }
    }
}
