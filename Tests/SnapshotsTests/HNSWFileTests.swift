import Columns
import Foundation
import SemanticSearch
import Snapshots
import TestNumbers
import Testing

/// The vector index of a snapshot: its links, its codes, and the vectors it does not read.
@Suite("Index file")
struct HNSWFileTests {
    private let world: HandMadeSnapshot
    private let manifest: Manifest

    init() throws {
        world = try HandMadeSnapshot()
        manifest = try world.publish("one")
    }

    private func path(_ name: String) -> String { world.store.folder(of: "one") + "/" + name }

    /// Lets the manifest agree with the files as they are.
    private func reseal() throws {
        let files = try manifest.files.map {
            Manifest.FileRecord(
                name: $0.name, bytes: try FileDamage.bytes(path($0.name)).count,
                sha256: try Checksum.sha256(file: path($0.name)))
        }
        let other = try HandMadeSnapshot.manifest(id: "one", contents: HandMadeSnapshot.contents(), files: files)
        try FileDamage.replaceManifest(in: world.store.folder(of: "one"), by: other.encoded())
    }

    @Test("Codes come back byte for byte, and searches walk on them")
    func roundTrip() throws {
        let made = try HandMadeSnapshot.contents().index
        let read = try world.store.open("one", verifying: .checksums).contents.index
        let codes = try #require(read.codes)
        let expected = try #require(made.codes)
        #expect(codes.codes.array == expected.codes.array)
        #expect(codes.terms.array == expected.terms.array)
        #expect(codes.offset.array == expected.offset.array)
        for row in 0..<read.vectors.count {
            let query = read.vectors.row(row)
            let found = try read.search(query, k: 2, efSearch: 3)
            #expect(found == (try made.search(query, k: 2, efSearch: 3)))
            #expect(found.path == .graph)
        }
    }

    @Test("An index without codes is not written")
    func withoutCodes() throws {
        let whole = try HandMadeSnapshot.contents()
        let bare = try SnapshotContents(
            catalogue: whole.catalogue, embeddings: whole.embeddings,
            index: HNSWIndex(graph: whole.index.graph, vectors: whole.embeddings, metric: .innerProduct),
            graph: whole.graph, touches: whole.touches, features: whole.features, forest: whole.forest)
        let draft = try SnapshotDraft(store: world.store)
        #expect(throws: SnapshotError.self) { try draft.write(bare) }
    }

    @Test("Codes that are missing, of another number or not finite are refused, and the file is named")
    func refusals() throws {
        let file = try ColumnFile(path: path("hnsw.columns"), kind: "hnsw")
        let codes: FlatColumn<Int8> = try file.column("codes")
        let terms: FlatColumn<Float> = try file.column("code_terms")
        let offset: FlatColumn<Float> = try file.column("code_offset")
        func refused(_ codes: [Int8]?, _ terms: [Float]?, _ offset: [Float]?) throws -> Bool {
            var writer = ColumnFileWriter(kind: "hnsw")
            writer.add("count_and_entry", try file.column("count_and_entry", as: Int64.self))
            for name in ["base_links", "upper_offsets", "upper_links", "next_equal"] {
                writer.add(name, try file.column(name, as: Int32.self))
            }
            if let codes { writer.add("codes", FlatColumn(codes)) }
            if let terms { writer.add("code_terms", FlatColumn(terms)) }
            if let offset { writer.add("code_offset", FlatColumn(offset)) }
            // The mapping of the old file outlives its name.
            let target = path("hnsw.columns")
            try writer.write(to: target + ".new")
            try FileManager.default.removeItem(atPath: target)
            try FileManager.default.moveItem(atPath: target + ".new", toPath: target)
            try reseal()
            switch FileDamage.error(of: { _ = try world.store.open("one", verifying: .checksums) }) {
            case nil: return false
            case .corrupt(let name, _, _)?: return name == target
            case let other?: throw other
            }
        }
        let (good, scales, mean) = (codes.array, terms.array, offset.array)
        #expect(try !refused(good, scales, mean))
        #expect(try refused(nil, scales, mean))
        #expect(try refused(good, nil, mean))
        #expect(try refused(good, scales, nil))
        #expect(try refused(good.dropLast(), scales, mean))
        #expect(try refused(good + [0], scales, mean))
        #expect(try refused([], scales, mean))
        #expect(try refused(good, scales.dropLast(), mean))
        #expect(try refused(good, scales, mean + [0]))
        for value in [Float.nan, .infinity, -.infinity] {
            #expect(try refused(good, scales.dropLast() + [value], mean))
            #expect(try refused(good, scales, [value] + mean.dropFirst()))
        }
        #expect(try !refused([Int8](repeating: -128, count: good.count), scales, mean))
    }

    @Test("Damage that gets past the checksums is refused or searched without a trap", arguments: 0..<4)
    func fuzz(seed: UInt64) throws {
        let bytes = try FileDamage.bytes(path("hnsw.columns"))
        let queries = try HandMadeSnapshot.contents(seed: 5).embeddings
        var random = SeededGenerator(seed + 40)
        let hostile: [[UInt8]] = [
            [0xff, 0xff, 0x7f, 0x7f], [0xff, 0xff, 0x7f, 0xff], [0, 0, 0x80, 0x7f], [0, 0, 0xc0, 0x7f],
            [0x80, 0x80, 0x80, 0x80], [0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff], [1, 0, 0, 0], [0, 0, 0, 0],
        ]
        var opened = 0
        for round in 0..<250 {
            var damaged = bytes
            for _ in 0..<1 + random.below(3) {
                // Most of it behind the records, where the columns are.
                let place =
                    (round % 5 == 0 ? random.below(bytes.count / 4) : 160 + random.below(bytes.count / 4 - 160)) * 4
                if round % 2 == 0 {
                    damaged[place] ^= 1 << UInt8(random.below(8))
                } else {
                    damaged.replaceSubrange(place..<place + 4, with: hostile[random.below(hostile.count)])
                }
            }
            try FileDamage.write(damaged, to: path("hnsw.columns"))
            guard let index = try? world.store.open("one", verifying: .structure).contents.index else { continue }
            opened += 1
            let query = queries.row(round % queries.count)
            #expect(try index.search(query, k: 2, efSearch: 3).neighbors.count == 2)
            let filter = OrdinalFilter(count: index.vectors.count) { $0 % 2 == 0 }
            #expect(try index.search(query, k: 2, efSearch: 2, filter: filter).neighbors.count == 2)
        }
        #expect(opened > 20 && opened < 250)
    }

    @Test("A value that is not finite is found where checksums are verified, and harmless where they are not")
    func notFinite() throws {
        let name = path("embeddings.columns")
        var bytes = try FileDamage.bytes(name)
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xc0, 0x7f])
        try FileDamage.write(bytes, to: name)
        try reseal()
        guard
            case .corrupt(name, _, _)? = FileDamage.error(of: { _ = try world.store.open("one", verifying: .checksums) }
            )
        else {
            Issue.record("a value that is no number was taken")
            return
        }
        let index = try world.store.open("one", verifying: .structure).contents.index
        let query = index.vectors.row(0)
        #expect(try index.search(query, k: 3, filter: nil).neighbors.count == 3)
        #expect(try index.search(query, k: 2, efSearch: 2).neighbors.count == 2)
    }
}
