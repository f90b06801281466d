import Domain
import Testing

@Suite("A campaign")
struct CampaignTests {
    @Test("runs from its start to its end, both included, and for ever where it has none")
    func active() {
        let (start, end) = (Instant(seconds: 100), Instant(seconds: 200))
        let limited = Campaign(id: "c", name: "C", startsAt: start, endsAt: end)
        for (seconds, runs) in [(99, false), (100, true), (150, true), (200, true), (201, false)] as [(Int64, Bool)] {
            #expect(limited.isActive(at: Instant(seconds: seconds)) == runs)
        }
        let open = Campaign(id: "c", name: "C")
        #expect(open.isActive(at: Instant(milliseconds: .min)) && open.isActive(at: Instant(milliseconds: .max)))
    }
}
