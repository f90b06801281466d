internal import Foundation

/// Speed against recall, and the speed at a recall that no step hit exactly.
package enum RecallCurve {
    /// The speed at `recall`, between the two steps around it on a logarithmic scale of speed; nil above all of them.
    ///
    /// Below the first step its speed counts: a narrower beam could only be faster.
    package static func speed(at recall: Double, of curve: [(recall: Double, speed: Double)]) -> Double? {
        let curve = curve.sorted { ($0.recall, $0.speed) < ($1.recall, $1.speed) }
        guard let first = curve.first, let last = curve.last, last.recall >= recall else { return nil }
        if first.recall >= recall { return first.speed }
        for (below, above) in zip(curve, curve.dropFirst()) where below.recall < recall && recall <= above.recall {
            let share = (recall - below.recall) / (above.recall - below.recall)
            guard below.speed > 0, above.speed > 0 else { return above.speed }
            return exp(log(below.speed) * (1 - share) + log(above.speed) * share)
        }
        return nil
    }
}
