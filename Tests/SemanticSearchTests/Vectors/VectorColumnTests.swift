import Columns
import SemanticSearch
import Testing

@Suite("Vector column")
struct VectorColumnTests {
    @Test("Rows come back as they were put in")
    func rows() throws {
        let column = try VectorColumn(values: FlatColumn([1, 2, 3, 4, 5, 6]), dimension: 3)
        #expect(column.count == 2)
        #expect(column.row(1) == [4, 5, 6])
    }

    @Test("The three similarities follow their definitions")
    func similarities() throws {
        let column = try VectorColumn(values: FlatColumn([3, 4, 0, 0]), dimension: 2)
        #expect(column.similarity(0, to: [1, 2], metric: .innerProduct) == 11)
        #expect(column.similarity(0, to: [1, 2], metric: .squaredL2) == -8)
        #expect(abs(column.similarity(0, to: [4, 3], metric: .cosine) - 0.96) < 1e-6)
        #expect(
            column.similarity(1, to: [4, 3], metric: .cosine) == 0, "a vector of length zero is similar to nothing")
    }

    @Test("Inner products of several rows have the bits of one by one", arguments: [1, 3, 64, 100, 384])
    func innerProducts(dimension: Int) throws {
        let values = (0..<9 * dimension).map { Float(($0 * 7919 % 1000)) / 1000 - 0.5 }
        let column = try VectorColumn(values: FlatColumn(values), dimension: dimension)
        let query = column.row(4)
        let rows: [Int32] = [8, 0, 4, 4, 7, 1, 2, 3, 5, 6]
        #expect(
            column.innerProducts(of: rows, with: query)
                == rows.map { column.similarity(Int($0), to: query, metric: .innerProduct) })
        #expect(column.innerProducts(of: [], with: query).isEmpty)
    }

    @Test("Values that are not whole rows are refused", arguments: [1, 2, 4, 5])
    func length(count: Int) {
        let values = FlatColumn([Float](repeating: 1, count: count))
        #expect(throws: VectorError.columnLength(count: count, dimension: 3)) {
            try VectorColumn(values: values, dimension: 3)
        }
    }

    @Test("Dimensions outside their range are refused", arguments: [0, -1, 65537])
    func dimension(_ dimension: Int) {
        #expect(throws: VectorError.dimension(dimension)) {
            try VectorColumn(values: FlatColumn(), dimension: dimension)
        }
    }

    @Test("Checked values are not read again, but their number is checked, and a later check finds what is wrong")
    func checked() throws {
        let column = try VectorColumn(checked: FlatColumn([1, .nan, 3, .infinity]), dimension: 2)
        #expect(column.count == 2)
        #expect(throws: VectorError.notFinite(row: 0, position: 1)) { try column.checkFinite() }
        try VectorColumn(checked: FlatColumn([1, 2]), dimension: 2).checkFinite()
        #expect(throws: VectorError.columnLength(count: 3, dimension: 2)) {
            try VectorColumn(checked: FlatColumn([1, 2, 3]), dimension: 2)
        }
        #expect(throws: VectorError.dimension(0)) { try VectorColumn(checked: FlatColumn(), dimension: 0) }
    }

    @Test("A value that is not finite is refused by its place")
    func finite() {
        #expect(throws: VectorError.notFinite(row: 1, position: 1)) {
            try VectorColumn(values: FlatColumn([0, 1, 2, .nan]), dimension: 2)
        }
    }

    @Test("A column may be empty")
    func empty() throws {
        #expect(try VectorColumn(values: FlatColumn(), dimension: 384).count == 0)
    }
}
