import Columns
import Domain
import Foundation
import Snapshots
import Testing

@Suite("Catalogue columns")
struct CatalogueColumnsTests {
    private let made = CatalogueColumns(
        messages: HandMadeSnapshot.messages, users: [UserID("u1"), UserID("u2")],
        campaigns: HandMadeSnapshot.campaigns)

    @Test("Ids and ordinals lead to each other, in the order of the ids")
    func ordinals() {
        for (index, message) in HandMadeSnapshot.messages.enumerated() {
            #expect(made.messageOrdinal(message.id) == Int32(index))
            #expect(made.messageID(Int32(index)) == message.id)
            #expect(made.text(ofMessage: Int32(index)) == message.text)
            #expect(made.isHidden(Int32(index)) == message.hidden)
            #expect(made.messageCreated[index] == message.createdAt?.milliseconds ?? .min)
        }
        #expect(made.messageOrdinal("m") == nil)
        #expect(made.userOrdinal("u2") == 1)
        #expect(made.userID(0) == "u1")
        #expect(made.userOrdinal("u3") == nil)
        #expect(made.campaignOrdinal("c1") == 1)
        #expect(made.campaignOrdinal("c2") == nil)
        #expect(made.campaignOrdinal("") == nil)
    }

    @Test("Equal texts are kept once, and lead back to all of their messages")
    func texts() {
        #expect(made.texts.count == 30)
        var seen: [Int32] = []
        for text in 0..<Int32(made.texts.count) {
            let messages = made.messages(ofText: text)
            #expect(!messages.isEmpty)
            #expect(messages == messages.sorted())
            #expect(messages.allSatisfy { made.text(ofMessage: $0) == made.texts[Int(text)] })
            seen += messages
        }
        #expect(seen.sorted() == Array(0..<40))
    }

    @Test("A text keeps its own spelling, whatever letters look alike")
    func spelling() {
        let catalogue = CatalogueColumns(
            messages: [Message(id: "a", text: "caf\u{e9}"), Message(id: "b", text: "cafe\u{301}")], users: [],
            campaigns: [])
        #expect(catalogue.texts.count == 2)
        #expect(catalogue.text(ofMessage: 0).utf8.elementsEqual("caf\u{e9}".utf8))
        #expect(catalogue.text(ofMessage: 1).utf8.elementsEqual("cafe\u{301}".utf8))
    }

    @Test("Campaign ids are compared byte by byte, as message ids are")
    func campaignSpelling() {
        let catalogue = CatalogueColumns(
            messages: [], users: [],
            campaigns: [Campaign(id: "cafe\u{301}", name: "one"), Campaign(id: "caf\u{e9}", name: "two")])
        #expect(catalogue.campaignOrdinal("cafe\u{301}") == 0)
        #expect(catalogue.campaignOrdinal("caf\u{e9}") == 1)
    }

    @Test("An empty catalogue is a catalogue")
    func empty() {
        let empty = CatalogueColumns(messages: [], users: [], campaigns: [])
        #expect(empty.messageCount == 0 && empty.userCount == 0 && empty.texts.count == 0)
        #expect(empty.messageOrdinal("a") == nil)
    }

    @Test("A published catalogue comes back whole, campaigns with every field")
    func roundTrip() throws {
        let world = try HandMadeSnapshot()
        try world.publish("one")
        let read = try world.store.open("one", verifying: .checksums).catalogue
        let original = try HandMadeSnapshot.contents().catalogue
        #expect(read.campaigns == HandMadeSnapshot.campaigns)
        for (left, right) in [
            (read.messageIDs, original.messageIDs), (read.userIDs, original.userIDs), (read.texts, original.texts),
        ] {
            #expect(left.offsets.array == right.offsets.array)
            #expect(left.bytes.array == right.bytes.array)
        }
        #expect(read.messageTexts.array == original.messageTexts.array)
        #expect(read.messageCreated.array == original.messageCreated.array)
        #expect(read.messageHidden.array == original.messageHidden.array)
        #expect(read.textOffsets.array == original.textOffsets.array)
        #expect(read.textMessages.array == original.textMessages.array)
    }
}
