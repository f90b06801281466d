/// The best items by score: full ranking over the whole catalogue, equal scores by item order.
package enum TopList {
    /// The `depth` highest scores, best first, leaving out the rising ordinals of `excluded`; scores of −∞ and NaN are
    /// never listed, so the list may be shorter.
    ///
    /// - Complexity: O(items + depth · log items) when scores come in random order; never above O(items · depth).
    package static func ordinals(of scores: [Float], excluding excluded: ArraySlice<Int32>, depth: Int) -> [Int32] {
        guard depth > 0 else { return [] }
        var items: [Int32] = []
        var values: [Float] = []
        items.reserveCapacity(depth + 1)
        values.reserveCapacity(depth + 1)
        var threshold = -Float.infinity
        var start = 0
        func scan(_ range: Range<Int>) {
            for item in range where scores[item] > threshold {
                let score = scores[item]
                // Items rise, so going in behind equal scores keeps the order of items.
                var place = values.count
                while place > 0, values[place - 1] < score { place -= 1 }
                values.insert(score, at: place)
                items.insert(Int32(item), at: place)
                if values.count > depth {
                    values.removeLast()
                    items.removeLast()
                }
                if values.count == depth { threshold = values[depth - 1] }
            }
        }
        for item in excluded where Int(item) >= start && Int(item) < scores.count {
            scan(start..<Int(item))
            start = Int(item) + 1
        }
        scan(start..<scores.count)
        return items
    }
}
