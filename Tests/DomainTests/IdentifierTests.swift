import Domain
import Foundation
import Testing

@Suite("An identifier")
struct IdentifierTests {
    @Test("is the text it was given, in JSON too", arguments: ["u1", "", "日本", "a b\"c", "e\u{301}"])
    func text(raw: String) throws {
        let id = UserID(raw)
        #expect(id.rawValue == raw)
        #expect(id.description == raw)
        let data = try JSONEncoder().encode([id])
        #expect(try JSONDecoder().decode([String].self, from: data) == [raw])
        #expect(try JSONDecoder().decode([UserID].self, from: data) == [id])
    }

    @Test("sorts by its text and can be a key")
    func order() {
        let ids: [MessageID] = ["b", "a", "c", "a"]
        #expect(ids.sorted().map(\.rawValue) == ["a", "a", "b", "c"])
        #expect(Set(ids).count == 3)
    }

    @Test("refuses JSON that is no text")
    func refusals() {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([UserID].self, from: Data("[1]".utf8)) }
    }
}
