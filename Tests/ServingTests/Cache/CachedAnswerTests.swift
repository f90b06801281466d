import Domain
import Records
import Serving
import TestNumbers
import Testing

@Suite("Cached answer")
struct CachedAnswerTests {
    private static let body = Array(#"{"a":1,"cache":"miss","b":"miss"}"#.utf8)
    private let answer = CachedAnswer(
        body: body, cacheValue: 15..<21, freshUntil: Instant(milliseconds: 1_234_567_890_123))

    @Test("It reads back as it was written")
    func roundTrip() {
        #expect(CachedAnswer.decoded(answer.encoded()) == answer)
    }

    @Test("Only the value of cache changes", arguments: [CacheOutcome.hit, .miss, .bypass])
    func patched(_ outcome: CacheOutcome) {
        let text = String(decoding: answer.body(saying: outcome), as: UTF8.self)
        #expect(text == #"{"a":1,"cache":"\#(outcome.rawValue)","b":"miss"}"#)
    }

    @Test("Foreign bytes are nothing, and never trap")
    func foreign() {
        let bytes = answer.encoded()
        for length in bytes.indices { #expect(CachedAnswer.decoded(Array(bytes[..<length])) == nil) }
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int.random(in: 0..<24, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if let read = CachedAnswer.decoded(damaged) { _ = read.body(saying: .hit) }
        }
    }
}
