import Benchmarking
import Foundation
import SemanticSearch
import Testing

@Suite("Files of vectors")
struct VectorFileTests {
    static let rows: [[Float]] = [[1, 2, 3], [-4, 0.5, 100]]

    @Test(
        "every kind of number in a NumPy file becomes the same floats",
        arguments: [
            ("<f4", SampleFiles.littleEndian([1, 2, 3, -4, 5, 100] as [Float])),
            ("<f8", SampleFiles.littleEndian([1, 2, 3, -4, 5, 100] as [Double])),
            (">f4", SampleFiles.littleEndian(([1, 2, 3, -4, 5, 100] as [Float]).map { $0.bitPattern.bigEndian })),
            (">f8", SampleFiles.littleEndian(([1, 2, 3, -4, 5, 100] as [Double]).map { $0.bitPattern.bigEndian })),
            ("<f2", SampleFiles.littleEndian([0x3C00, 0x4000, 0x4200, 0xC400, 0x4500, 0x5640] as [UInt16])),
            ("|i1", SampleFiles.littleEndian([1, 2, 3, -4, 5, 100] as [Int8])),
            ("<i2", SampleFiles.littleEndian([1, 2, 3, -4, 5, 100] as [Int16])),
            ("<i4", SampleFiles.littleEndian([1, 2, 3, -4, 5, 100] as [Int32])),
            (">i4", SampleFiles.littleEndian(([1, 2, 3, -4, 5, 100] as [Int32]).map(\.bigEndian))),
            ("<i8", SampleFiles.littleEndian([1, 2, 3, -4, 5, 100] as [Int64])),
        ])
    func numpyTypes(type: String, data: [UInt8]) throws {
        let file = SampleFiles.numpy(type: type, shape: "(2, 3)", data: data)
        #expect(try SampleFiles.vectors(file, name: "v.npy") == [[1, 2, 3], [-4, 5, 100]])
    }

    @Test(
        "Half floats are read with their subnormals",
        arguments: [(UInt16(0x0001), Float(0x1p-24)), (0x03FF, 0x1.FF8p-15), (0x8000, -0.0), (0x7BFF, 65504)])
    func halves(bits: UInt16, value: Float) throws {
        let file = SampleFiles.numpy(type: "<f2", shape: "(1, 1)", data: SampleFiles.littleEndian([bits]))
        #expect(try SampleFiles.vectors(file, name: "v.npy")[0][0].bitPattern == value.bitPattern)
    }

    @Test(
        "Headers of every version and spelling are read",
        arguments: [
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", UInt8(1)),
            ("{\"shape\":(2,3,),\"descr\":\"<f4\",\"fortran_order\":False}      \n", 1),
            (" { 'fortran_order' : False , 'descr' : '<f4' , 'shape' : ( 2 , 3 ) } \n", 2),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n", 3),
        ])
    func headers(header: String, version: UInt8) throws {
        let file = SampleFiles.numpy(
            header: header, data: SampleFiles.littleEndian(Self.rows.flatMap(\.self)), version: version)
        #expect(try SampleFiles.vectors(file, name: "v.npy") == Self.rows)
    }

    @Test(
        "A header that is not one of rows of numbers is refused",
        arguments: [
            "", "{", "{}", "[]", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }",
            "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 0), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 1), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'descr': '<f4'}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } x",
            "{'descr': '<c8', 'fortran_order': False, 'shape': (2, 3), }",
            "{'descr': '<f16', 'fortran_order': False, 'shape': (2, 3), }",
            "{'descr': '<f1', 'fortran_order': False, 'shape': (2, 3), }",
            "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }",
            "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (" + String(repeating: "1,", count: 40) + "), }",
        ])
    func refusesHeaders(header: String) {
        let file = SampleFiles.numpy(header: header, data: SampleFiles.littleEndian(Self.rows.flatMap(\.self)))
        let error = SampleFiles.refusal { _ = try SampleFiles.vectors(file, name: "odd.npy") }
        #expect(error?.file == "odd.npy")
        #expect(error?.offset != nil)
    }

    @Test("A number that is not finite is named by row, position and offset")
    func namesInfinity() {
        let data = SampleFiles.littleEndian([1, 2, 3, 4, .infinity, 6] as [Float])
        let file = SampleFiles.numpy(type: "<f4", shape: "(2, 3)", data: data)
        let error = SampleFiles.refusal { _ = try SampleFiles.vectors(file, name: "v.npy") }
        #expect(error?.offset == file.count - 8)
        #expect(error?.reason.contains("row 1, position 1") == true)
    }

    @Test("Rows of fvecs, ivecs and idx files are read, plain and gzipped", arguments: [false, true])
    func otherFormats(packed: Bool) throws {
        let pack = { (bytes: [UInt8]) in packed ? SampleFiles.gzip(bytes) : bytes }
        let ending = packed ? ".gz" : ""
        #expect(try SampleFiles.vectors(pack(SampleFiles.vecs(Self.rows)), name: "v.fvecs" + ending) == Self.rows)
        let images = pack(SampleFiles.idx(dimensions: [2, 2, 2], data: [0, 1, 2, 3, 252, 253, 254, 255]))
        #expect(try SampleFiles.vectors(images, name: "i-ubyte" + ending) == [[0, 1, 2, 3], [252, 253, 254, 255]])
        let truth = pack(SampleFiles.vecs([[3, 1], [2, 0]] as [[Int32]]))
        #expect(try VectorFile.ordinals(InputFile(name: "t.ivecs" + ending, bytes: truth)) == [[3, 1], [2, 0]])
        let numpy = SampleFiles.numpy(
            type: "<i8", shape: "(2, 2)", data: SampleFiles.littleEndian([3, 1, 2, 0] as [Int64]))
        #expect(try VectorFile.ordinals(InputFile(name: "t.npy", bytes: pack(numpy))) == [[3, 1], [2, 0]])
    }

    @Test("Ordinals that are floats or too large are refused")
    func refusesOrdinals() {
        let floats = SampleFiles.numpy(type: "<f4", shape: "(1, 1)", data: [0, 0, 0, 0])
        SampleFiles.refusal { _ = try VectorFile.ordinals(InputFile(name: "t.npy", bytes: floats)) }
        let large = SampleFiles.numpy(type: "<u8", shape: "(1, 1)", data: [UInt8](repeating: 255, count: 8))
        SampleFiles.refusal { _ = try VectorFile.ordinals(InputFile(name: "t.npy", bytes: large)) }
        SampleFiles.refusal { _ = try VectorFile.ordinals(InputFile(name: "t.txt", bytes: Array("1 2 3".utf8))) }
    }

    @Test("A file on disk is mapped and has the rows that NumPyWriter wrote")
    func roundTrip() throws {
        try SampleFiles.withFolder { folder in
            let path = folder + "/rows.npy"
            let writer = try NumPyWriter(path: path, rows: 2, columns: 3)
            for row in Self.rows { try writer.append(row) }
            #expect(!FileManager.default.fileExists(atPath: path))
            try writer.finish()
            let column = try VectorFile.vectors(path: path)
            #expect((0..<column.count).map { column.row($0) } == Self.rows)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["rows.npy"])
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 128 + 24)
        }
    }

    @Test("A writer that is let go, or is given too many or too few values, leaves no file")
    func writesWholeOrNothing() throws {
        try SampleFiles.withFolder { folder in
            let path = folder + "/rows.npy"
            do {
                let writer = try NumPyWriter(path: path, rows: 2, columns: 3)
                try writer.append([1, 2, 3])
                SampleFiles.refusal { try writer.finish() }
                SampleFiles.refusal { try writer.append([1, 2, 3, 4]) }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
            let error = SampleFiles.refusal { _ = try NumPyWriter(path: folder + "/no/rows.npy", rows: 1, columns: 1) }
            #expect(error?.file == folder + "/no/rows.npy")
        }
    }

    @Test("A missing file and a folder are named")
    func namesMissingFiles() {
        for path in ["no-such-file.npy", "."] {
            #expect(SampleFiles.refusal { _ = try VectorFile.vectors(path: path) }?.description.contains(path) == true)
        }
    }
}
