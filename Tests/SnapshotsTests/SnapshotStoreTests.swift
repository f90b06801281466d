import Columns
import Domain
import Foundation
import Graph
import SemanticSearch
import Snapshots
import Synchronization
import TestWorld
import Testing

@Suite("Snapshot store")
struct SnapshotStoreTests {
    private let world: HandMadeSnapshot
    private var store: SnapshotStore { world.store }

    init() throws { world = try HandMadeSnapshot() }

    @Test("A home where nothing was published has no current snapshot, and says so")
    func empty() throws {
        #expect(try store.currentID() == nil)
        #expect(try store.list().isEmpty)
        #expect(throws: SnapshotError.notFound(id: "current")) { try store.openCurrent() }
        #expect(throws: SnapshotError.notFound(id: "one")) { try store.open("one") }
        #expect(throws: SnapshotError.notFound(id: "one")) { try store.activate("one") }
    }

    @Test("The last one published is current, and all are listed")
    func published() throws {
        try world.publish("one", seed: 1)
        let manifest = try world.publish("two", seed: 2)
        #expect(try store.currentID() == "two")
        #expect(try store.openCurrent().manifest == manifest)
        let list = try store.list()
        #expect(list.map(\.id) == ["two", "one"])
        #expect(list.map(\.isCurrent) == [true, false])
        #expect(list.allSatisfy { $0.problem == nil && $0.asOf == HandMadeSnapshot.asOf })
        #expect(list[0].bytes == manifest.files.reduce(0) { $0 + $1.bytes })
        #expect(list[0].counts == manifest.counts)
    }

    @Test("An older snapshot can be made current again")
    func activate() throws {
        try world.publish("one")
        try world.publish("two")
        try store.activate("one")
        #expect(try store.currentID() == "one")
        #expect(try store.list().filter(\.isCurrent).map(\.id) == ["one"])
    }

    @Test("A damaged snapshot is not made current, and is listed with its problem")
    func activateDamaged() throws {
        try world.publish("one")
        try world.publish("two")
        let file = store.folder(of: "one") + "/graph.columns"
        var bytes = try FileDamage.bytes(file)
        bytes[bytes.count - 1] ^= 1
        try FileDamage.write(bytes, to: file)
        #expect(throws: SnapshotError.self) { try store.activate("one") }
        #expect(try store.currentID() == "two")
        try FileDamage.write([], to: store.folder(of: "one") + "/manifest.json")
        let listed = try #require(try store.list().first { $0.id == "one" })
        #expect(listed.problem?.contains("manifest.json") == true)
        #expect(listed.asOf == nil && listed.counts == nil)
    }

    @Test(
        "An id that is a path, or no id at all, is not found, whatever lies there",
        arguments: [
            "../one", "../snapshots/one", "one/", "./one", ".", "..", "", "/etc", "one/../one", "one\u{0}", ".building",
            "öne", "one two", String(repeating: "a", count: 65),
        ])
    func paths(id: String) throws {
        try world.publish("one")
        try FileManager.default.copyItem(atPath: store.folder(of: "one"), toPath: world.folder.path + "/one")
        #expect(throws: SnapshotError.notFound(id: id)) { try store.open(id) }
        #expect(throws: SnapshotError.notFound(id: id)) { try store.activate(id) }
        #expect(try store.currentID() == "one")
    }

    @Test("A copy under another name does not pass for a snapshot of that name")
    func renamed() throws {
        try world.publish("one")
        try FileManager.default.copyItem(atPath: store.folder(of: "one"), toPath: store.folder(of: "two"))
        #expect(throws: SnapshotError.self) { try store.open("two") }
    }

    @Test("A current link that leads nowhere or is no link is an error, not a crash")
    func brokenLink() throws {
        try world.publish("one")
        let link = world.folder.path + "/current"
        try FileManager.default.removeItem(atPath: store.folder(of: "one"))
        #expect(throws: SnapshotError.notFound(id: "one")) { try store.openCurrent() }
        try FileManager.default.removeItem(atPath: link)
        try FileDamage.write([1], to: link)
        #expect(throws: SnapshotError.notFound(id: "current")) { try store.openCurrent() }
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../..")
        #expect(try store.currentID() == nil)
    }

    @Test("A reader never finds the current snapshot missing while it is switched")
    func switching() async throws {
        try world.publish("one")
        try world.publish("two")
        let done = Flag()
        let store = self.store
        let ids = try await withThrowingTaskGroup(of: Set<String>.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var seen: Set<String> = []
                    repeat {
                        seen.insert(try store.openCurrent().id)
                        // There may be no more threads than readers: let the one that switches have its turn.
                        await Task.yield()
                    } while !done.isRaised
                    return seen
                }
            }
            group.addTask {
                defer { done.raise() }
                for round in 0..<200 { try store.activate(round % 2 == 0 ? "one" : "two") }
                return []
            }
            return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(ids.isSubset(of: ["one", "two"]) && !ids.isEmpty)
        #expect(try store.currentID() == "two")
    }

    @Test("Several may switch at once: none fails and nothing is left behind")
    func switchingTogether() async throws {
        try world.publish("one")
        try world.publish("two")
        let store = self.store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask { for round in 0..<25 { try store.activate((task + round) % 2 == 0 ? "one" : "two") } }
            }
            try await group.waitForAll()
        }
        _ = try store.openCurrent(verifying: .checksums)
        let left = try FileManager.default.contentsOfDirectory(atPath: world.folder.path)
        #expect(left.sorted() == ["current", "snapshots"])
    }

    @Test("An opened snapshot keeps answering after its folder is gone")
    func removed() throws {
        try world.publish("one")
        let snapshot = try store.openCurrent()
        let before = try HandMadeSnapshot.contents()
        try FileManager.default.removeItem(atPath: world.folder.path)
        #expect(throws: SnapshotError.self) { try store.openCurrent() }
        let contents = snapshot.contents
        for message in 0..<Int32(snapshot.catalogue.messageCount) {
            #expect(snapshot.catalogue.text(ofMessage: message) == before.catalogue.text(ofMessage: message))
            #expect(contents.graph.popularity(ofMessage: message) == before.graph.popularity(ofMessage: message))
        }
        #expect(contents.embeddings.values.array == before.embeddings.values.array)
        let found = try contents.index.search(contents.embeddings.row(0), k: 5, filter: nil).neighbors
        #expect(try found == before.index.search(before.embeddings.row(0), k: 5, filter: nil).neighbors)
    }
}

/// A flag that one task raises and others see.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var isRaised: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}
