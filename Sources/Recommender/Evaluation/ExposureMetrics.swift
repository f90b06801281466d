internal import Foundation

/// What a whole run shows, as opposed to whether it is right: how many items, how evenly, how unexpected.
///
/// `exposures` holds for every item of the catalogue how many lists it stands in.
package enum ExposureMetrics {
    /// Catalogue coverage: the share of all items that stand in at least one list; 0 without items.
    package static func coverage(_ exposures: [Int]) -> Double {
        guard !exposures.isEmpty else { return 0 }
        return Double(exposures.count { $0 > 0 }) / Double(exposures.count)
    }

    /// The Gini coefficient of the exposures of all items: 0 when all are shown equally often, near 1 when few are all
    /// there is; 0 when nothing is shown.
    ///
    /// With exposures x rising and n of them, Σ (2i − n − 1) xᵢ / (n Σ xᵢ) for i from 1.
    ///
    /// - Complexity: O(items · log items).
    package static func gini(_ exposures: [Int]) -> Double {
        let total = exposures.reduce(0, +)
        guard total > 0 else { return 0 }
        let count = exposures.count
        var sum = 0.0
        for (index, exposure) in exposures.sorted().enumerated() {
            sum += Double(2 * (index + 1) - count - 1) * Double(exposure)
        }
        return sum / (Double(count) * Double(total))
    }

    /// Novelty: the mean self-information −log₂ p of everything shown, in bits, p being the share of `users` who had
    /// touched the item before; nil when nothing is shown or there are no users.
    ///
    /// Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender systems" (2010). An item that nobody
    /// had touched counts as touched by one, so that the mean stays finite.
    package static func novelty(_ exposures: [Int], touches: [Int32], users: Int) -> Double? {
        let total = exposures.reduce(0, +)
        guard total > 0, users > 0 else { return nil }
        var sum = 0.0
        for (exposure, touched) in zip(exposures, touches) where exposure > 0 {
            sum -= Double(exposure) * log2(Double(max(1, touched)) / Double(users))
        }
        return sum / Double(total)
    }
}
