internal import Columns
package import Domain

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension SegmentPopularity {
    /// Adds up the events strictly before `asOf`, segment by segment.
    ///
    /// - Parameters:
    ///   - places: the country and device that each row of `interactions` names.
    ///   - parameters: what an event weighs, as in the graph.
    /// - Complexity: O(events + segments · users).
    package static func build(
        interactions: Interactions, places: [Segment], asOf: Instant, parameters: GraphParameters
    ) -> SegmentPopularity {
        precondition(places.count == interactions.count, "one place an event")
        let end = interactions.firstRow(notBefore: asOf)
        let codes = places[..<end].map(\.code)
        guard codes.contains(where: { $0 != 0 }) else {
            return SegmentPopularity(userCount: interactions.userCount, messageCount: interactions.messageCount)
        }
        let rows = (0..<end).filter {
            interactions.messages[$0] >= 0 && parameters.weight(of: interactions.types[$0]) != 0
        }
        // Stable counting sorts leave each pair's events together and in order of time.
        let byUser = rows.sortedStably(by: interactions.users, keyCount: interactions.userCount)
        let ordered = byUser.sortedStably(by: interactions.messages, keyCount: interactions.messageCount)
        // An event belongs to at most one segment of each kind: country and device, country, device.
        let kinds: [(UInt32) -> UInt32] = [
            { $0 & 0xFF != 0 && $0 >> 8 != 0 ? $0 : 0 }, { $0 & ~0xFF }, { $0 & 0xFF },
        ]
        let parts = kinds.flatMap { kind in
            sums(of: ordered, codes: codes.map(kind), interactions: interactions, asOf: asOf, parameters: parameters)
        }.sorted { $0.code < $1.code }
        return SegmentPopularity(
            trusted: FlatColumn(parts.map(\.code)), people: FlatColumn(parts.map(\.people)),
            offsets: FlatColumn(
                parts.reduce(into: [Int64(0)]) { $0.append(($0.last ?? 0) + Int64($1.messages.count)) }),
            messages: FlatColumn(parts.flatMap(\.messages)), weights: FlatColumn(parts.flatMap(\.weights)),
            users: FlatColumn(parts.flatMap(\.users)),
            userCodes: FlatColumn(latestCodes(places[..<end], interactions: interactions)),
            messageCount: interactions.messageCount)
    }

    /// The columns of one segment.
    private struct Part {
        let code: UInt32
        var people: Int32 = 0
        var messages: [Int32] = []
        var weights: [Float] = []
        var users: [Int32] = []
    }

    /// The segments of one kind that have enough people.
    ///
    /// - Parameters:
    ///   - ordered: rows by message, then by user, then by time.
    ///   - codes: the segment of each row; 0 for none.
    private static func sums(
        of ordered: [Int], codes: [UInt32], interactions: Interactions, asOf: Instant, parameters: GraphParameters
    ) -> [Part] {
        let distinct = Set(codes).subtracting([0]).sorted()
        guard !distinct.isEmpty else { return [] }
        let numbers = Dictionary(uniqueKeysWithValues: zip(distinct, Int32(0)...))
        let keys = codes.map { numbers[$0] ?? -1 }
        let rows = ordered.filter { keys[$0] >= 0 }.sortedStably(by: keys, keyCount: distinct.count)
        var parts: [Part] = []
        // The last segment in which each user was counted.
        var counted = [Int32](repeating: -1, count: interactions.userCount)
        var position = 0
        for (number, code) in distinct.enumerated() {
            let key = Int32(number)
            var part = Part(code: code)
            while position < rows.count, keys[rows[position]] == key {
                let message = interactions.messages[rows[position]]
                var total = 0.0
                var userCount: Int32 = 0
                while position < rows.count, keys[rows[position]] == key,
                    interactions.messages[rows[position]] == message
                {
                    let user = interactions.users[rows[position]]
                    var weight = 0.0
                    while position < rows.count, keys[rows[position]] == key,
                        interactions.messages[rows[position]] == message, interactions.users[rows[position]] == user
                    {
                        let row = rows[position]
                        let age = asOf.days(since: Instant(milliseconds: interactions.times[row]))
                        weight +=
                            parameters.weight(of: interactions.types[row]) * exp2(-age / parameters.halfLifeDays)
                        position += 1
                    }
                    // Rounded as an edge of the graph is, so that a segment of everybody has the graph's popularity.
                    let rounded = Float(weight)
                    guard weight > 0, rounded.isNormal else { continue }
                    total += Double(rounded)
                    userCount += 1
                    if counted[Int(user)] != key {
                        counted[Int(user)] = key
                        part.people += 1
                    }
                }
                guard userCount > 0 else { continue }
                part.messages.append(message)
                part.weights.append(Float(total))
                part.users.append(userCount)
            }
            if part.people >= leastPeople { parts.append(part) }
        }
        return parts
    }

    /// The last country and the last device that each user's events name.
    private static func latestCodes(_ places: ArraySlice<Segment>, interactions: Interactions) -> [UInt32] {
        var latest = [Segment](repeating: Segment(country: nil, device: nil), count: interactions.userCount)
        for (row, place) in places.enumerated() where !place.isEverybody {
            let user = Int(interactions.users[row])
            latest[user] = latest[user].updated(by: place)
        }
        return latest.map(\.code)
    }
}
