import Foundation
import Snapshots
import TestWorld
import Testing

@Suite("Snapshot draft")
struct SnapshotDraftTests {
    private let world: HandMadeSnapshot
    private var store: SnapshotStore { world.store }
    private var snapshots: String { world.folder.path + "/snapshots" }

    init() throws { world = try HandMadeSnapshot() }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test("Equal contents make equal files, byte by byte")
    func deterministic() throws {
        try world.publish("one")
        let other = try HandMadeSnapshot()
        try other.publish("one")
        for name in try names(store.folder(of: "one")) {
            #expect(
                try FileDamage.bytes(store.folder(of: "one") + "/" + name)
                    == FileDamage.bytes(other.store.folder(of: "one") + "/" + name), "\(name)")
        }
    }

    @Test("A draft is not seen before it is published, and leaves nothing behind after")
    func unseen() throws {
        let draft = try SnapshotDraft(store: store)
        _ = try HandMadeSnapshot.sealed(draft, id: "one")
        #expect(try store.list().isEmpty)
        #expect(try store.currentID() == nil)
        #expect(try draft.open().id == "one")
        try draft.publish(id: "one")
        #expect(try names(snapshots) == ["one"])
        #expect(try names(world.folder.path) == ["current", "snapshots"])
    }

    @Test("What a build that died left behind is removed by the next")
    func leftovers() throws {
        do {
            let dead = try SnapshotDraft(store: store)
            try FileDamage.write([1, 2, 3], to: dead.folder + "/left.columns")
        }
        try world.publish("one")
        #expect(try names(snapshots) == ["one"])
        #expect(try !names(store.folder(of: "one")).contains("left.columns"))
    }

    @Test("A home has one draft at a time: a second build is refused, and leaves the first alone")
    func one() throws {
        let first = try SnapshotDraft(store: store)
        try FileDamage.write([1, 2, 3], to: first.folder + "/part.columns")
        #expect(throws: SnapshotError.buildRunning(folder: snapshots)) { _ = try SnapshotDraft(store: store) }
        #expect(try names(first.folder) == ["part.columns"])
        first.discard()
    }

    @Test("A discarded draft is gone and the current snapshot stays")
    func discarded() throws {
        try world.publish("one")
        let draft = try SnapshotDraft(store: store)
        _ = try HandMadeSnapshot.sealed(draft, id: "two", seed: 2)
        draft.discard()
        #expect(try names(snapshots) == ["one"])
        #expect(try store.openCurrent(verifying: .checksums).id == "one")
    }

    @Test("Publishing what is there already keeps it, and makes it current")
    func again() throws {
        try world.publish("one")
        try world.publish("two", seed: 2)
        let open = try store.open("one")
        try world.publish("one")
        #expect(try store.currentID() == "one")
        #expect(try names(snapshots) == ["one", "two"])
        #expect(try store.open("one").manifest == open.manifest)
    }

    @Test("A damaged snapshot of the same id is replaced, in whatever way it is damaged")
    func replaced() throws {
        try world.publish("one")
        let folder = store.folder(of: "one")
        for name in try names(folder) {
            try FileDamage.write(try FileDamage.bytes(folder + "/" + name).dropLast(), to: folder + "/" + name)
            #expect(throws: SnapshotError.self) { try store.open("one", verifying: .checksums) }
            try world.publish("one")
            #expect(try store.openCurrent(verifying: .checksums).id == "one")
            #expect(try names(snapshots) == ["one"])
        }
        try FileManager.default.removeItem(atPath: folder)
        try FileDamage.write([1], to: folder)
        try world.publish("one")
        #expect(try store.openCurrent(verifying: .checksums).id == "one")
    }

    @Test("A draft is published under the id of its manifest alone")
    func otherID() throws {
        let draft = try SnapshotDraft(store: store)
        _ = try HandMadeSnapshot.sealed(draft, id: "one")
        #expect(throws: SnapshotError.self) { try draft.publish(id: "two") }
        #expect(throws: SnapshotError.self) { try draft.publish(id: "../one") }
        #expect(try store.list().isEmpty)
        try draft.publish(id: "one")
    }

    @Test("A draft that is damaged after it was sealed does not open")
    func damagedDraft() throws {
        let draft = try SnapshotDraft(store: store)
        _ = try HandMadeSnapshot.sealed(draft, id: "one")
        let file = draft.folder + "/embeddings.columns"
        var bytes = try FileDamage.bytes(file)
        bytes[bytes.count / 2] ^= 4
        try FileDamage.write(bytes, to: file)
        #expect(throws: SnapshotError.self) { try draft.open() }
    }

    @Test("A home that cannot be written is an error that names it")
    func noHome() throws {
        try FileDamage.write([1], to: world.folder.path + "/file")
        let store = SnapshotStore(home: world.folder.path + "/file")
        guard case .cannotWrite? = FileDamage.error(of: { _ = try SnapshotDraft(store: store) }) else {
            Issue.record("a draft was made inside a file")
            return
        }
    }

    @Test("A full disk fails the build with the file's name and leaves the current snapshot")
    func fullDisk() throws {
        try world.publish("one")
        let draft = try SnapshotDraft(store: store)
        // Writing to the device /dev/full fails as writing to a full disk does.
        try FileManager.default.createSymbolicLink(
            atPath: draft.folder + "/graph.columns", withDestinationPath: "/dev/full")
        let contents = try HandMadeSnapshot.contents()
        let error = FileDamage.error { _ = try draft.write(contents) }
        guard case .cannotWrite(let file, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file.hasSuffix("graph.columns"))
        draft.discard()
        #expect(try store.openCurrent(verifying: .checksums).id == "one")
    }
}
