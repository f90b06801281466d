package import Domain

/// For every user a rising list of distinct items, all in one array (compressed rows).
///
/// - Thread safety: an immutable value.
package struct OrdinalLists: Equatable, Sendable {
    private let offsets: [Int]
    private let ordinals: [Int32]

    /// Gathers the items of every user from rows whose users lie below `userCount`; repeated pairs count once.
    ///
    /// - Complexity: O(rows · log of the longest list).
    package init(userCount: Int, rows: [InteractionTable.Row]) {
        var offsets = [Int](repeating: 0, count: userCount + 1)
        for row in rows { offsets[Int(row.user) + 1] += 1 }
        for user in 0..<userCount { offsets[user + 1] += offsets[user] }
        var next = offsets
        var unsorted = [Int32](repeating: 0, count: rows.count)
        for row in rows {
            unsorted[next[Int(row.user)]] = row.item
            next[Int(row.user)] += 1
        }
        var distinct: [Int32] = []
        distinct.reserveCapacity(rows.count)
        for user in 0..<userCount {
            let start = distinct.count
            for item in unsorted[offsets[user]..<offsets[user + 1]].sorted()
            where distinct.count == start || distinct[distinct.count - 1] != item {
                distinct.append(item)
            }
            next[user] = start
        }
        next[userCount] = distinct.count
        self.offsets = next
        self.ordinals = distinct
    }

    /// The number of users.
    package var count: Int { offsets.count - 1 }

    /// The number of distinct pairs.
    package var pairCount: Int { ordinals.count }

    /// The items of a user, rising.
    package subscript(user: Int32) -> ArraySlice<Int32> { ordinals[offsets[Int(user)]..<offsets[Int(user) + 1]] }

    /// Every item of every user, user after user.
    package var all: [Int32] { ordinals }
}

extension ArraySlice<Int32> {
    /// Whether a rising slice holds the ordinal, by binary search.
    package func containsSorted(_ ordinal: Int32) -> Bool {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < ordinal { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low] == ordinal
    }
}
