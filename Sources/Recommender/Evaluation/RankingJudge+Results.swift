extension RankingJudge {
    /// The values of one metric of one strategy, one a case, in the order of `dataset.cases`.
    package func values(_ metric: RankingMetric, k: Int, strategy: Int) -> [Double] {
        values(metric, k: k, tally: tally(strategy), slice: 0, relevant: relevantCounts(slice: 0))
    }

    /// What the metrics say of every strategy, with intervals at depth `k`, and the paired difference to the strategy
    /// that is `shipped`.
    ///
    /// - Complexity: O(resamples · users · strategies) for the intervals.
    package func results(k: Int, shipped: String?, plan: BootstrapInterval.Plan) -> [EvaluationResult] {
        let counts = itemLimits.indices.map { relevantCounts(slice: $0) }
        let tallies = names.indices.map { tally($0) }
        let perUser = tallies.map { tally in
            RankingMetric.allCases.map { values($0, k: k, tally: tally, slice: 0, relevant: counts[0]) }
        }
        let reference = names.firstIndex { $0 == shipped }
        let width = RankingMetric.allCases.count
        var columns = perUser.flatMap { $0 }
        if let reference {
            columns += perUser.map { zip($0[0], perUser[reference][0]).map { $0 - $1 } }
        }
        let intervals = BootstrapInterval.means(of: columns, plan: plan)
        return names.indices.map { strategy in
            var metrics: [String: Double] = [:]
            for cutoff in cutoffs {
                for metric in RankingMetric.allCases {
                    metrics[metric.key(cutoff)] = Self.mean(
                        values(metric, k: cutoff, tally: tallies[strategy], slice: 0, relevant: counts[0]))
                }
            }
            for (index, cutoff) in cutoffs.enumerated() {
                let exposures = tallies[strategy].exposures[index]
                metrics["coverage@\(cutoff)"] = ExposureMetrics.coverage(exposures)
                metrics["gini@\(cutoff)"] = ExposureMetrics.gini(exposures)
                metrics["novelty@\(cutoff)"] = ExposureMetrics.novelty(
                    exposures, touches: dataset.touches, users: dataset.userCount)
            }
            var bounds: [String: BootstrapInterval] = [:]
            for (index, metric) in RankingMetric.allCases.enumerated() {
                bounds[metric.key(k)] = intervals[strategy * width + index]
            }
            return EvaluationResult(
                name: names[strategy], isShipped: strategy == reference, users: dataset.cases.count, metrics: metrics,
                intervals: bounds,
                differenceToShipped: reference == nil || strategy == reference
                    ? nil : intervals[names.count * width + strategy],
                slices: slices(tallies[strategy], k: k, counts: counts))
        }
    }

    private func slices(_ tally: Tally, k: Int, counts: [[Int]]) -> [EvaluationResult.Slice] {
        func slice(_ name: String, items: Int, isMember: (Int) -> Bool) -> EvaluationResult.Slice {
            let members = dataset.cases.indices.filter { counts[items][$0] > 0 && isMember($0) }
            var metrics: [String: Double] = [:]
            for metric in RankingMetric.allCases {
                let all = values(metric, k: k, tally: tally, slice: items, relevant: counts[items])
                metrics[metric.key(k)] = members.isEmpty ? nil : Self.mean(members.map { all[$0] })
            }
            return EvaluationResult.Slice(name: name, users: members.count, metrics: metrics)
        }
        let known = dataset.cases.map { dataset.seen[$0].count }
        return [
            slice("cold_users", items: 0) { known[$0] <= coldLimits.user },
            slice("new_users", items: 0) { known[$0] == 0 },
            slice("cold_messages", items: 1) { _ in true },
            slice("new_messages", items: 2) { _ in true },
        ]
    }

    /// By case, how many relevant items the slice has.
    private func relevantCounts(slice: Int) -> [Int] {
        dataset.cases.map { user in dataset.relevant[user].count { dataset.touches[Int($0)] <= itemLimits[slice] } }
    }

    private func values(
        _ metric: RankingMetric, k: Int, tally: Tally, slice: Int, relevant: [Int]
    ) -> [Double] {
        let width = HitSet.wordCount(depth: depth)
        return relevant.indices.map { place in
            let hits = HitSet(words: tally.hits[slice][place * width..<(place + 1) * width])
            return metric.value(hits: hits, relevant: relevant[place], k: k)
        }
    }

    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
