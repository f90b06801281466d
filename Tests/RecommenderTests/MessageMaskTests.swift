import Domain
import Recommender
import Snapshots
import TestNumbers
import TestWorld
import Testing

/// Which messages may be returned, against a plain set.
@Suite("Message mask")
struct MessageMaskTests {
    @Test("Blocked, limited and copied masks allow what a set allows", arguments: 0..<6 as Range<UInt64>)
    func twin(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let count = 1 + random.below(200)
        let messages = (0..<count).map { index in
            let number = String(1000 + index)
            return Message(id: MessageID("m\(number)"), text: "t\(index / 3)", hidden: random.below(5) == 0)
        }
        let catalogue = CatalogueColumns(messages: messages, users: [], campaigns: [])
        let base = MessageMask(catalogue: catalogue)
        var mask = base
        var allowed = Set((0..<Int32(count)).filter { !messages[Int($0)].hidden })
        let visible = allowed
        for _ in 0..<30 {
            let message = Int32(random.below(count))
            mask.block(message)
            allowed.remove(message)
        }
        // Ordinals of no message are passed over.
        for stranger in [-1, Int32.min, Int32.max] { mask.block(stranger) }
        let scope = (0..<Int32(count)).filter { _ in random.below(3) == 0 }
        var limited = mask.limited(to: scope)
        let more = Int32(random.below(count))
        limited.block(more)
        let narrower = limited.limited(to: scope.filter { $0 % 2 == 0 })
        for message in 0..<Int32(count) {
            #expect(base.allows(message) == visible.contains(message))
            #expect(mask.allows(message) == allowed.contains(message))
            let isIn = scope.contains(message) && allowed.contains(message) && message != more
            #expect(limited.allows(message) == isIn)
            #expect(narrower.allows(message) == (isIn && message % 2 == 0))
        }
    }

    @Test("A search finds the nearest allowed text, whatever is blocked", arguments: 0..<10 as Range<UInt64>)
    func search(seed: UInt64) throws {
        var random = SeededGenerator(seed + 40)
        var world = TinyWorld(
            items: (0..<60).map { index in
                TinyWorld.Item(
                    id: "m\(10 + index)", text: "text \(index / 2)", vector: [1, Float(index / 2) * 0.05, 0],
                    campaigns: index % 3 == 0 ? ["c"] : [])
            }, weights: SignalValues(similarity: 1, graph: 0, forecast: 0))
        world.campaigns = [Campaign(id: "c", name: "C")]
        for index in world.items.indices where random.below(4) == 0 { world.items[index].hidden = true }
        let engine = try world.engine()
        for isLimited in [false, true] {
            let excluded = Set(world.items.filter { _ in random.below(2) == 0 }.map(\.id))
            let request = RecommendationRequest(
                text: "asked", limit: 5, campaignIDs: isLimited ? ["c"] : [], exclude: excluded.sorted())
            let found = try engine.recommend(request, queryVector: [1, 0, 0], now: TinyWorld.asOf).items.map(\.text)
            var texts: [String] = []
            for item in world.items
            where !item.hidden && !excluded.contains(item.id) && (!isLimited || item.campaigns == ["c"]) {
                if texts.last != item.text { texts.append(item.text) }
            }
            #expect(found == Array(texts.prefix(5)))
        }
    }
}
