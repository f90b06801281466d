import Storage

/// How the cache took part in a request.
package enum CacheOutcome: String, Sendable, CaseIterable, Codable {
    /// The answer came from the cache.
    case hit
    /// The answer was computed, and cached.
    case miss
    /// The answer was computed because the request, or a failing cache, went past it.
    case bypass
    /// The route has no cache.
    case none
}

/// Requests of one minute, route, class of status and cache outcome.
package struct RequestAggregate: Sendable, Hashable {
    /// The minute's start, in milliseconds since 1970.
    package let minute: Int64
    /// The route's template, such as `/messages/{id}`.
    package let route: String
    /// The first digit of the status: 2 for 200 to 299.
    package let statusClass: Int
    /// What the cache did.
    package let cache: CacheOutcome
    /// How many requests.
    package let count: Int
    /// The sum of their durations, in microseconds.
    package let totalMicroseconds: Int64
    /// Requests by duration; the bounds are the caller's, and the same in all its aggregates.
    package let buckets: [Int]

    package init(
        minute: Int64, route: String, statusClass: Int, cache: CacheOutcome, count: Int, totalMicroseconds: Int64,
        buckets: [Int]
    ) {
        self.minute = minute
        self.route = route
        self.statusClass = statusClass
        self.cache = cache
        self.count = count
        self.totalMicroseconds = totalMicroseconds
        self.buckets = buckets
    }

    /// Both together; of histograms of different length the longer one's length.
    func adding(_ other: RequestAggregate) -> RequestAggregate {
        RequestAggregate(
            minute: minute, route: route, statusClass: statusClass, cache: cache, count: count &+ other.count,
            totalMicroseconds: totalMicroseconds &+ other.totalMicroseconds,
            buckets: (0..<max(buckets.count, other.buckets.count)).map { index in
                (index < buckets.count ? buckets[index] : 0) &+ (index < other.buckets.count ? other.buckets[index] : 0)
            })
    }

    /// What the aggregate counts.
    struct Key: Hashable {
        let minute: Int64
        let route: [UInt8]
        let statusClass: Int
        let cache: CacheOutcome
    }

    var key: Key { Key(minute: minute, route: Array(route.utf8), statusClass: statusClass, cache: cache) }
}

/// Requests served, counted by minute, for reports.
package struct RequestLog: Sendable {
    private let database: any SQLDatabase

    init(database: any SQLDatabase) { self.database = database }

    private static let columns: [StaticString] = [
        "minute", "route", "status_class", "cache", "requests", "total_microseconds", "buckets",
    ]
    private static let keys: [StaticString] = ["minute", "route", "status_class", "cache"]

    /// Adds counts to those that are there; replicas may add to the same minute at the same time.
    package func add(_ aggregates: [RequestAggregate]) async throws {
        guard let first = aggregates.map(\.minute).min(), let last = aggregates.map(\.minute).max() else { return }
        try await database.write { connection in
            // Reading, adding and writing back is one step for all replicas.
            try connection.lock("request_minutes")
            var sums: [RequestAggregate.Key: RequestAggregate] = [:]
            for aggregate in aggregates {
                sums[aggregate.key] = sums[aggregate.key]?.adding(aggregate) ?? aggregate
            }
            for row in try connection.query(
                "SELECT * FROM request_minutes WHERE minute >= \(first) AND minute <= \(last)")
            {
                let old = try Self.aggregate(row)
                if let sum = sums[old.key] { sums[old.key] = old.adding(sum) }
            }
            try connection.insert(
                into: "request_minutes", columns: Self.columns, rows: sums.values.map(Self.values),
                onConflict: .replace(keys: Self.keys))
        }
    }

    /// The counts of the minutes from `from` up to, not including, `to`, in milliseconds since 1970; by minute and key.
    package func read(from: Int64, to: Int64) async throws -> [RequestAggregate] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT * FROM request_minutes WHERE minute >= \(from) AND minute < \(to)
                ORDER BY minute, route, status_class, cache
                """
            ).map(Self.aggregate)
        }
    }

    /// Removes the minutes before `minute`, in milliseconds since 1970, and returns how many rows that were.
    @discardableResult
    package func prune(before minute: Int64) async throws -> Int {
        try await database.write { connection in
            try connection.execute("DELETE FROM request_minutes WHERE minute < \(minute)")
        }
    }

    private static func values(_ aggregate: RequestAggregate) -> [SQLValue] {
        [
            .integer(aggregate.minute), .text(aggregate.route), aggregate.statusClass.sqlValue,
            .text(aggregate.cache.rawValue), aggregate.count.sqlValue, .integer(aggregate.totalMicroseconds),
            .text(aggregate.buckets.map { String($0) }.joined(separator: ",")),
        ]
    }

    private static func aggregate(_ row: SQLRow) throws(StorageError) -> RequestAggregate {
        var buckets: [Int] = []
        for number in try row.text("buckets").split(separator: ",") {
            guard let count = Int(number) else {
                throw StorageError(.unexpectedRow, "column buckets: not a list of integers", operation: "read row")
            }
            buckets.append(count)
        }
        return RequestAggregate(
            minute: try row.integer("minute"), route: try row.text("route"),
            statusClass: try row.count("status_class"), cache: try row.choice("cache"),
            count: try row.count("requests"), totalMicroseconds: try row.integer("total_microseconds"),
            buckets: buckets)
    }
}
