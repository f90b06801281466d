import Domain
import Testing

@Suite("An event type")
struct EventTypeTests {
    /// The codes that snapshot files hold: adding one is fine, changing one breaks every snapshot.
    static let codes: [(EventType, UInt8)] = [
        (.message, 0), (.impression, 1), (.view, 2), (.click, 3), (.dwell, 4), (.like, 5), (.reply, 6), (.share, 7),
        (.follow, 8), (.bookmark, 9), (.session, 10), (.transaction, 11), (.conversion, 12), (.label, 13),
    ]

    @Test("keeps its code for ever", arguments: codes)
    func code(type: EventType, code: UInt8) {
        #expect(type.code == code)
        #expect(EventType(code: code) == type)
    }

    @Test("has exactly one code")
    func all() {
        #expect(Self.codes.count == EventType.allCases.count)
        let known = (0...UInt8.max).compactMap { EventType(code: $0) }
        #expect(Set(known) == Set(EventType.allCases))
        #expect(known.count == EventType.allCases.count)
    }

    @Test("shows engagement, unless the user was merely shown something or present")
    func engagement() {
        #expect(EventType.allCases.filter { !$0.isEngagement } == [.impression, .session, .label])
    }
}
