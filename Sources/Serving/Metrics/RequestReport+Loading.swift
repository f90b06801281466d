package import Domain
package import Records

extension RequestReport {
    /// The longest period of a report in hours: a year.
    package static let hours = 1...8784

    /// Reads the written counts of the last `hours` hours before `until`.
    package static func load(from records: RecordStore, hours: Int, until: Instant) async throws -> RequestReport {
        let from = until.adding(seconds: -3600 * Int64(hours) - until.seconds % 60)
        var counts: [RequestKey: RequestCounts] = [:]
        for aggregate in try await records.requests.read(from: from.milliseconds, to: until.milliseconds + 60_000) {
            let (key, kept) = try RequestCounts.reading(aggregate)
            counts[key, default: RequestCounts()].merge(kept)
        }
        return RequestReport(from: from, until: until, counts: counts)
    }

    /// This report with those of `unflushed` that are of its period.
    package func adding(_ unflushed: [RequestKey: RequestCounts]) -> RequestReport {
        let sum = counts.merging(unflushed) { left, right in
            var sum = left
            sum.merge(right)
            return sum
        }
        return RequestReport(from: from, until: until, counts: sum)
    }
}
