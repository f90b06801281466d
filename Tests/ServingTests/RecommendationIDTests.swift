import Domain
import Serving
import TestNumbers
import Testing

@Suite("Recommendation id")
struct RecommendationIDTests {
    @Test("An id has the form of a UUID of version 7, and says when it was made")
    func form() throws {
        var generator = SeededGenerator(seed: 1)
        let time = Instant(milliseconds: 1_700_000_000_123)
        for _ in 0..<1000 {
            let id = RecommendationID.make(at: time, using: &generator)
            #expect(RecommendationID.isValid(id))
            let digits = id.filter { $0 != "-" }
            #expect(Int64(digits.prefix(12), radix: 16) == time.milliseconds)
            #expect(digits.dropFirst(12).first == "7" && "89ab".contains(digits.dropFirst(16).first ?? "?"))
        }
    }

    @Test("Ids differ and sort by time")
    func order() {
        var generator = SeededGenerator(seed: 2)
        let ids = (0..<1000).map { RecommendationID.make(at: Instant(milliseconds: $0 * 7), using: &generator) }
        #expect(ids == ids.sorted() && Set(ids).count == 1000)
    }

    @Test(
        "Nothing else is an id",
        arguments: [
            "", "x", "018bcfe5-687b-7000-8000-00000000000", "018BCFE5-687B-7000-8000-000000000000",
            "018bcfe5 687b-7000-8000-000000000000", "018bcfe5-687b-7000-8000-00000000000g",
        ])
    func invalid(_ text: String) { #expect(!RecommendationID.isValid(text)) }
}
