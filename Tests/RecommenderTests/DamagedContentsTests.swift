import Domain
import Foundation
import Recommender
import Snapshots
import TestNumbers
import TestWorld
import Testing

/// Damage that gets past the checksums: what opens can be asked anything, and nothing traps.
@Suite("Damaged contents")
struct DamagedContentsTests {
    static let files = [
        "catalogue.columns", "campaigns.json", "embeddings.columns", "hnsw.columns", "graph.columns",
        "touches.columns", "items.columns", "segments.columns", "features.columns", "forest.columns",
    ]

    private let folder: TestFolder
    private let store: SnapshotStore
    private let original: Snapshot

    init() throws {
        folder = try TestFolder()
        store = SnapshotStore(home: folder.path)
        var world = TinyWorld.lively
        world.items[7].text = world.items[6].text
        original = try world.publish(in: folder)
    }

    private func path(_ name: String) -> String { store.folder(of: "tiny") + "/" + name }

    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    private func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }

    /// Opens the snapshot by its structure alone and asks it everything; errors are fine, traps are not.
    ///
    /// - Returns: whether it opened.
    @discardableResult
    private func exercise() throws -> Bool {
        let snapshot: Snapshot
        do {
            snapshot = try store.open("tiny", verifying: .structure)
        } catch let error as SnapshotError {
            #expect(!error.description.isEmpty)
            return false
        }
        let engine = RecommendationEngine(snapshot: snapshot)
        var requests = [
            RecommendationRequest(limit: 100),
            RecommendationRequest(session: ["m1", "m6"], limit: 100, excludeSeen: false, diversity: 0.5),
            RecommendationRequest(messageID: "m2", limit: 100), RecommendationRequest(text: "text", limit: 100),
            RecommendationRequest(userID: "u2", target: .campaign), RecommendationRequest(target: .campaign),
            RecommendationRequest(userID: "u2", limit: 100, campaignID: "c0", excludeSeen: false),
        ]
        for user in 0..<6 {
            requests.append(
                RecommendationRequest(userID: UserID("u\(user)"), limit: 100, excludeSeen: false))
        }
        for request in requests {
            let answer = try? engine.recommend(
                request, queryVector: request.text.map { _ in [0.6, 0.8, 0] }, now: TinyWorld.asOf)
            for item in answer?.items ?? [] { #expect(!item.reasons.isEmpty) }
        }
        _ = try? engine.similar(to: "m1", limit: 10)
        return true
    }

    @Test("Flipped bits of any file are refused or harmless", arguments: files)
    func flips(name: String) throws {
        let bytes = try self.bytes(name)
        var random = SeededGenerator(UInt64(name.utf8.count))
        let places = Set(
            Array(0..<min(bytes.count, 1000)) + (0..<150).map { _ in random.below(bytes.count) })
        for place in places.sorted() {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(random.below(8))
            try write(damaged, to: name)
            try exercise()
        }
    }

    @Test("Hostile numbers in any place of any file are refused or harmless", arguments: files)
    func numbers(name: String) throws {
        let bytes = try self.bytes(name)
        var random = SeededGenerator(UInt64(name.utf8.count) + 99)
        let hostile: [[UInt8]] = [
            [0xff, 0xff, 0x7f, 0x7f], [0xff, 0xff, 0x7f, 0xff], [0, 0, 0x80, 0x7f], [0, 0, 0xc0, 0x7f],
            [0, 0, 0, 0x80],
            [0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff], [1, 0, 0, 0], [0, 0, 0, 0],
        ]
        let words = bytes.count / 4
        for _ in 0..<200 {
            var damaged = bytes
            for _ in 0..<1 + random.below(3) {
                let place = random.below(words) * 4
                damaged.replaceSubrange(place..<place + 4, with: hostile[random.below(hostile.count)])
            }
            try write(damaged, to: name)
            try exercise()
        }
    }

    @Test("Whole columns of the greatest numbers are harmless", arguments: ["features.columns", "embeddings.columns"])
    func greatest(name: String) throws {
        let bytes = try self.bytes(name)
        for start in stride(from: 64, to: bytes.count - 64, by: 256) {
            var damaged = bytes
            for place in stride(from: start, to: bytes.count - 3, by: 4) {
                damaged.replaceSubrange(place..<place + 4, with: [0xff, 0xff, 0x7f, 0x7f])
            }
            try write(damaged, to: name)
            try exercise()
        }
        // From the first column on, every value is the greatest finite float: this one opens.
        let values = name.hasPrefix("features") ? 768 : 256
        var damaged = bytes
        for place in stride(from: values, to: min(bytes.count - 3, values + 64), by: 4) {
            damaged.replaceSubrange(place..<place + 4, with: [0xff, 0xff, 0x7f, 0x7f])
        }
        try write(damaged, to: name)
        try exercise()
    }

    @Test("A file cut short is refused, also when the manifest agrees with what is left", arguments: files)
    func truncation(name: String) throws {
        let bytes = try self.bytes(name)
        var random = SeededGenerator(UInt64(name.utf8.count) + 7)
        for _ in 0..<25 {
            // The last byte of a text file is a line end that nothing needs.
            let length = random.below(bytes.count - 1)
            try write(bytes.prefix(length), to: name)
            #expect(throws: SnapshotError.self) { try store.open("tiny", verifying: .structure) }
            try reseal()
            #expect(throws: SnapshotError.self, "\(name) cut to \(length)") {
                try store.open("tiny", verifying: .checksums)
            }
            try write(bytes, to: name)
            try reseal()
        }
        #expect(try exercise())
    }

    @Test("A manifest with any bit flipped and a right checksum is refused or harmless")
    func manifest() throws {
        let bytes = try original.manifest.encoded()
        for place in bytes.indices where bytes[place] != UInt8(ascii: " ") {
            var damaged = bytes
            damaged[place] ^= 1 << [0, 2, 5][place % 3]
            try write(damaged, to: "manifest.json")
            try write(Array((Checksum.sha256(damaged) + "\n").utf8), to: "manifest.sha256")
            try exercise()
            _ = try store.list()
        }
    }

    /// Writes a manifest that agrees with the files as they are.
    private func reseal() throws {
        let old = original.manifest
        let files = try old.files.map { file in
            let bytes = try self.bytes(file.name)
            return Manifest.FileRecord(name: file.name, bytes: bytes.count, sha256: Checksum.sha256(bytes))
        }
        let new = try Manifest(
            id: old.id, asOf: old.asOf, inputDigest: old.inputDigest, embeddingModel: old.embeddingModel,
            modelVersion: old.modelVersion, configuration: old.configuration, counts: old.counts, blend: old.blend,
            quality: old.quality, eventTypes: old.eventTypes, files: files
        ).encoded()
        try write(new, to: "manifest.json")
        try write(Array((Checksum.sha256(new) + "\n").utf8), to: "manifest.sha256")
    }
}
