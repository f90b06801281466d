internal import Domain
package import Records

extension RequestCounts {
    /// Why counts in SQL cannot be read.
    package enum ReadingError: Error, Equatable {
        /// The histogram has other buckets than this program's.
        case foreignBuckets(route: String, minute: Int64)
    }

    /// The row of these counts.
    package func row(_ key: RequestKey) -> RequestAggregate {
        RequestAggregate(
            minute: key.minute.milliseconds, route: key.route, statusClass: key.statusClass, cache: key.cache,
            count: count, totalMicroseconds: Int64(totalMicroseconds), buckets: latencies.buckets)
    }

    /// Reads a row.
    ///
    /// - Throws: `ReadingError` for a histogram that is not of this program.
    package static func reading(_ row: RequestAggregate) throws -> (key: RequestKey, counts: RequestCounts) {
        guard let latencies = LatencyHistogram(buckets: row.buckets) else {
            throw ReadingError.foreignBuckets(route: row.route, minute: row.minute)
        }
        return (
            RequestKey(
                minute: Instant(milliseconds: row.minute), route: row.route, statusClass: row.statusClass,
                cache: row.cache),
            RequestCounts(
                count: row.count, totalMicroseconds: Int(row.totalMicroseconds), latencies: latencies)
        )
    }
}
