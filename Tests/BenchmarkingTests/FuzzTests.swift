import Benchmarking
import Columns
import SemanticSearch
import TestNumbers
import Testing

@Suite("Damaged files")
struct FuzzTests {
    static let samples: [(name: String, bytes: [UInt8])] = {
        let floats: [[Float]] = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
        let data = SampleFiles.littleEndian(floats.flatMap(\.self))
        let numpy = SampleFiles.numpy(type: "<f4", shape: "(3, 4)", data: data)
        let doubles = SampleFiles.numpy(
            type: ">f8", shape: "(3, 4)", data: SampleFiles.littleEndian(floats.flatMap(\.self).map(Double.init)))
        let idx = SampleFiles.idx(dimensions: [3, 2, 2], data: [UInt8](0..<12))
        let plain: [(name: String, bytes: [UInt8])] = [
            ("a.npy", numpy), ("b.npy", doubles), ("c.fvecs", SampleFiles.vecs(floats)), ("d-ubyte", idx),
            ("e.ivecs", SampleFiles.vecs([[1, 2], [3, 4]] as [[Int32]])),
        ]
        return plain + plain.map { ($0.name + ".gz", SampleFiles.gzip($0.bytes)) }
    }()

    /// Reads the bytes as vectors and as ordinals; the number of values, or nil where both were refused.
    private func read(_ bytes: [UInt8], name: String) -> Int? {
        var read: Int?
        let readers: [(InputFile) throws -> Int] = [
            { try VectorFile.vectors($0).values.count }, { try VectorFile.ordinals($0).joined().count },
            { try TextLines.read($0).count },
        ]
        for (place, reader) in readers.enumerated() {
            do {
                let count = try reader(InputFile(name: name, bytes: bytes))
                if place < 2 { read = count }
            } catch let error as InputError {
                #expect(error.file == name)
                #expect(error.offset.map { $0 >= 0 } ?? true)
            } catch {
                Issue.record("not an InputError: \(error)")
            }
        }
        return read
    }

    @Test("A file cut short anywhere is refused, or ends between two rows", arguments: samples.indices)
    func truncations(sample: Int) {
        let (name, bytes) = Self.samples[sample]
        for length in 0..<bytes.count {
            // Rows of vecs files carry their own length, so fewer of them are a file too.
            let count = read(Array(bytes[..<length]), name: name)
            let isVecs = name.hasSuffix("vecs")
            #expect(count == nil || isVecs, "\(name) of \(length) bytes was read")
        }
        #expect(read(bytes, name: name) != nil)
    }

    @Test("A flipped bit never stops the program, and a packed file notices it", arguments: samples.indices)
    func bitFlips(sample: Int) {
        let (name, bytes) = Self.samples[sample]
        for byte in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[byte] ^= 1 << UInt8(bit)
                _ = read(damaged, name: name)
            }
        }
    }

    @Test("Random bytes after a magic are refused or read, never worse", arguments: 0..<40)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let starts: [[UInt8]] = [
            [], [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0], [0, 0, 8], [0x1F, 0x8B, 8], [4, 0, 0, 0],
            Array("\u{93}NUMPY".utf8),
        ]
        for start in starts {
            let count = Int.random(in: 0..<200, using: &generator)
            let bytes = start + (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            for name in ["x.npy", "x.fvecs", "x.ivecs"] { _ = read(bytes, name: name) }
        }
    }

    @Test("Gzip data that is followed by something else, or has many members")
    func members() throws {
        let rows = SampleFiles.vecs([[1, 2]] as [[Float]])
        let twice = SampleFiles.gzip(rows) + SampleFiles.gzip(rows) + [0, 0, 0]
        #expect(try SampleFiles.vectors(twice, name: "v.fvecs.gz") == [[1, 2], [1, 2]])
        let error = SampleFiles.refusal {
            _ = try SampleFiles.vectors(SampleFiles.gzip(rows) + [7], name: "v.fvecs.gz")
        }
        #expect(error?.reason.contains("packed byte \(SampleFiles.gzip(rows).count)") == true)
    }

    @Test("Large gzip content is inflated whole")
    func largeContent() throws {
        let rows = (0..<40_000).map { [Float($0), Float(-$0), 0.5] }
        #expect(try SampleFiles.vectors(SampleFiles.gzip(SampleFiles.vecs(rows)), name: "v.fvecs.gz") == rows)
    }
}
