import Foundation
import Snapshots
import TestNumbers
import TestWorld
import Testing

/// Every file of a snapshot, cut short and with flipped bits: a reader that verifies checksums refuses each and names
/// the file.
@Suite("Damaged snapshot")
struct DamagedSnapshotTests {
    static let files = [
        "catalogue.columns", "campaigns.json", "embeddings.columns", "hnsw.columns", "graph.columns",
        "touches.columns", "items.columns", "segments.columns", "features.columns", "forest.columns", "manifest.json",
        "manifest.sha256",
    ]

    /// Damages one file of a snapshot in many ways and expects each to be refused.
    ///
    /// - Parameter step: how many bytes of the body lie between two that are flipped; the first ones are all flipped.
    private func damage(_ name: String, of id: String, in store: SnapshotStore, flips: Int) throws {
        let path = store.folder(of: id) + "/" + name
        let bytes = try FileDamage.bytes(path)
        // The checksum beside the manifest speaks of the manifest, which is what the error then names.
        let named = name == "manifest.sha256" ? "manifest.json" : name
        func refused(_ damaged: [UInt8], _ how: @autoclosure () -> String) throws {
            try FileDamage.write(damaged, to: path)
            switch FileDamage.error(of: { _ = try store.open(id, verifying: .checksums) }) {
            case .corrupt(let file, _, _), .unreadable(let file, _), .unsupportedVersion(let file, _, _):
                #expect(file.hasSuffix(named), "\(how())")
            case let other: Issue.record("\(how()): \(String(describing: other))")
            }
        }
        var random = SeededGenerator(UInt64(name.utf8.count))
        let lengths = Set(
            [0, 1, 8, 63, 64, 65, 128, bytes.count - 1, bytes.count / 2]
                + (0..<20).map { _ in random.below(bytes.count) })
        for length in lengths.sorted() where length < bytes.count {
            try refused(Array(bytes.prefix(length)), "\(name) cut to \(length) bytes")
        }
        try refused(bytes + [0], "\(name) with a byte more")
        let places =
            bytes.count <= flips
            ? Array(bytes.indices)
            : Array(0..<min(flips / 2, bytes.count)) + (0..<flips / 2).map { _ in random.below(bytes.count) }
        for place in places {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(random.below(8))
            try refused(damaged, "\(name) flipped at \(place)")
        }
        try FileManager.default.removeItem(atPath: path)
        switch FileDamage.error(of: { _ = try store.open(id, verifying: .structure) }) {
        case .unreadable(let file, _): #expect(file.hasSuffix(name))
        case let other: Issue.record("\(name) missing: \(String(describing: other))")
        }
        try FileDamage.write(bytes, to: path)
        _ = try store.open(id, verifying: .checksums)
    }

    @Test("Each damaged file of an invented snapshot is refused and named", arguments: files)
    func invented(name: String) throws {
        let world = try HandMadeSnapshot()
        try world.publish("one")
        try damage(name, of: "one", in: world.store, flips: 500)
    }

    @Test(
        "Each damaged file of a built snapshot is refused and named", .enabled(if: TestModel.isAvailable),
        arguments: files)
    func built(name: String) async throws {
        let world = try await TestWorld.built()
        let id = try #require(try world.snapshots.currentID())
        try damage(name, of: id, in: world.snapshots, flips: 200)
    }

    @Test("Every byte of the manifest counts")
    func everyByteOfTheManifest() throws {
        let world = try HandMadeSnapshot()
        try world.publish("one")
        let path = world.store.folder(of: "one") + "/manifest.json"
        let bytes = try FileDamage.bytes(path)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            try FileDamage.write(damaged, to: path)
            #expect(throws: SnapshotError.self, "byte \(place)") { try world.store.open("one") }
        }
    }

    @Test("A manifest that lists other files is refused")
    func otherFiles() throws {
        let world = try HandMadeSnapshot()
        let manifest = try world.publish("one")
        let folder = world.store.folder(of: "one")
        for files in [
            [], Array(manifest.files.dropLast()), Array(manifest.files.reversed()), manifest.files + manifest.files,
            manifest.files.map { Manifest.FileRecord(name: "../one/" + $0.name, bytes: $0.bytes, sha256: $0.sha256) },
        ] {
            let other = try HandMadeSnapshot.manifest(id: "one", contents: HandMadeSnapshot.contents(), files: files)
            try FileDamage.replaceManifest(in: folder, by: other.encoded())
            guard case .corrupt(let file, _, _)? = FileDamage.error(of: { _ = try world.store.open("one") }) else {
                Issue.record("\(files.map(\.name)) was taken")
                continue
            }
            #expect(file.hasSuffix("manifest.json"))
        }
    }

    @Test("Files of two snapshots do not mix, even when the manifest agrees with them")
    func mixed() throws {
        let world = try HandMadeSnapshot()
        let manifest = try world.publish("one")
        let folder = world.store.folder(of: "one")
        let graph = folder + "/graph.columns"
        // The forest's bytes under the graph's name: a right checksum of a wrong file.
        try FileDamage.write(try FileDamage.bytes(folder + "/forest.columns"), to: graph)
        let files = try manifest.files.map {
            Manifest.FileRecord(
                name: $0.name, bytes: try FileDamage.bytes(folder + "/" + $0.name).count,
                sha256: try Checksum.sha256(file: folder + "/" + $0.name))
        }
        let other = try HandMadeSnapshot.manifest(id: "one", contents: HandMadeSnapshot.contents(), files: files)
        try FileDamage.replaceManifest(in: folder, by: other.encoded())
        guard case .corrupt(let file, _, _)? = FileDamage.error(of: { _ = try world.store.open("one") }) else {
            Issue.record("a forest was taken for a graph")
            return
        }
        #expect(file == graph)
    }
}
