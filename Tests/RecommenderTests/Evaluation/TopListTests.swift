import Recommender
import TestNumbers
import Testing

@Suite("Top lists")
struct TopListTests {
    @Test(
        "are the head of a full sort, equal scores by item, without what is excluded",
        arguments: 0..<30 as Range<UInt64>)
    func twin(seed: UInt64) {
        var random = SeededGenerator(seed)
        let count = random.below(200)
        // Few different values, so that ties are everywhere.
        let scores = (0..<count).map { _ -> Float in
            let draw = random.below(12)
            return draw == 0 ? -.infinity : draw == 1 ? .nan : Float(draw) - 6
        }
        let excluded = (0..<Int32(count)).filter { _ in random.below(4) == 0 }
        let all = (0..<Int32(count)).filter { !excluded.contains($0) && scores[Int($0)] > -.infinity }
        let sorted = all.sorted { left, right in
            let (first, second) = (scores[Int(left)], scores[Int(right)])
            return first == second ? left < right : first > second
        }
        for depth in [0, 1, 10, 64, 300] {
            #expect(
                TopList.ordinals(of: scores, excluding: excluded[...], depth: depth) == Array(sorted.prefix(depth)))
        }
    }
}
