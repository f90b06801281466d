extension MonotoneCalibration {
    /// Fits a map to observed pairs by isotonic regression.
    ///
    /// The knots are the centres of the isotonic blocks, joined by straight lines, so a wide block does not turn into
    /// one tied value. On top, the share `tilt` of the value comes from a straight ramp from the least to the greatest
    /// outcome: it makes the map strictly increasing inside the outer blocks and for one data range beyond both ends,
    /// at the price of a bias of at most `tilt` × (greatest − least outcome). With `tilt` 0, or when all outcomes are
    /// equal, raw scores beyond the outer centres are tied. Values never leave the range of the outcomes.
    ///
    /// When there are more blocks than knots, the neighbours whose merging changes the fit least (in squared error) are
    /// merged until they fit.
    ///
    /// - Parameters:
    ///   - raw: the source's raw scores.
    ///   - outcomes: what followed, as many; 0 or 1, or any real value.
    ///   - weights: one non-negative weight per pair, or nil for equal weights.
    ///   - tilt: the share of the ramp, in 0...0.5.
    ///   - maximumKnots: the most knots, in 3...64.
    /// - Throws: `CalibrationError.invalidObservations` naming the field and position.
    /// - Complexity: O(n log n).
    package init(
        fitting raw: [Double], outcomes: [Double], weights: [Double]? = nil, tilt: Double = 1e-3,
        maximumKnots: Int = maximumKnotCount
    ) throws(CalibrationError) {
        guard tilt >= 0, tilt <= 0.5 else {
            throw .invalidObservations(field: "tilt", index: nil, expected: "0...0.5, got \(tilt)")
        }
        guard (3...Self.maximumKnotCount).contains(maximumKnots) else {
            throw .invalidObservations(
                field: "maximumKnots", index: nil, expected: "3...\(Self.maximumKnotCount), got \(maximumKnots)")
        }
        let regression = try IsotonicRegression(raw: raw, outcomes: outcomes, weights: weights)
        let blocks = Self.reduce(regression.blocks, to: maximumKnots - 2)
        let used = raw.indices.filter { (weights?[$0] ?? 1) > 0 }
        let least = used.map { outcomes[$0] }.min() ?? 0
        let greatest = used.map { outcomes[$0] }.max() ?? 0

        let lower = blocks[0].lower
        let upper = blocks[blocks.count - 1].upper
        // One data range beyond each end; a single raw score gets a range of its own magnitude.
        let reach = upper > lower ? upper - lower : max(1, abs(upper))
        let start = lower - reach
        let length = (upper - lower) + 2 * reach
        func knot(_ raw: Double, _ value: Double) -> Knot {
            let ramp = least + (greatest - least) * min(max((raw - start) / length, 0), 1)
            return Knot(raw: raw, value: min(max((1 - tilt) * value + tilt * ramp, least), greatest))
        }
        var knots = [knot(start, blocks[0].value)]
        for point in blocks.map({ knot($0.center, $0.value) })
            + [knot(upper + reach, blocks[blocks.count - 1].value)]
        {
            // Centres closer than the resolution of a double collapse into the first of them.
            guard let last = knots.last, point.raw > last.raw else { continue }
            knots.append(Knot(raw: point.raw, value: max(point.value, last.value)))
        }
        try self.init(knots: knots)
    }

    /// Merges neighbouring blocks until at most `limit` are left.
    private static func reduce(
        _ blocks: [IsotonicRegression.Block], to limit: Int
    ) -> [IsotonicRegression.Block] {
        var blocks = blocks
        // Far too many blocks are first merged into runs of like weight, which bounds the greedy search below.
        let coarse = 1024
        if blocks.count > coarse {
            let target = blocks.reduce(0) { $0 + $1.weight } / Double(coarse)
            var runs: [IsotonicRegression.Block] = []
            for block in blocks {
                if let last = runs.last, last.weight < target {
                    runs[runs.count - 1] = last.merged(with: block)
                } else {
                    runs.append(block)
                }
            }
            blocks = runs
        }
        while blocks.count > max(1, limit) {
            var cheapest = 0
            var least = Double.infinity
            for index in 0..<(blocks.count - 1) {
                let cost = loss(blocks[index], blocks[index + 1])
                if cost < least {
                    least = cost
                    cheapest = index
                }
            }
            blocks[cheapest] = blocks[cheapest].merged(with: blocks[cheapest + 1])
            blocks.remove(at: cheapest + 1)
        }
        return blocks
    }

    /// The squared error that merging two blocks adds (Ward's criterion).
    private static func loss(_ first: IsotonicRegression.Block, _ second: IsotonicRegression.Block) -> Double {
        let gap = second.value - first.value
        return first.weight / (first.weight + second.weight) * second.weight * gap * gap
    }
}
