package import Domain

/// One question to all rankers: what is known, and what each user should be shown.
///
/// The catalogue is every item that train or test names, and every user with a test item is asked about, also one that
/// train does not know. All items of the test side are relevant; one that the user has in train, too, can never be found,
/// for lists leave out what was seen, unless `countsSeenAsRelevant` is false.
///
/// - Thread safety: an immutable value.
package struct EvaluationDataset: Sendable {
    /// What is known, in the order of the file.
    package let train: InteractionTable
    /// The distinct items of every user in train.
    package let seen: OrdinalLists
    /// The distinct items of every user in test.
    package let relevant: OrdinalLists
    /// By item, how many users have it in train.
    package let touches: [Int32]
    /// The users with anything relevant, rising.
    package let cases: [Int32]
    /// The number of rows on the test side.
    package let testCount: Int

    package var userCount: Int { train.users.count }
    package var itemCount: Int { train.items.count }

    /// Takes two tables with the same numbering.
    ///
    /// - Throws: `EvaluationError.differentNumbering`, or `.nothingToTest` when no user has a relevant item.
    /// - Complexity: O(rows · log rows).
    package init(
        train: InteractionTable, test: InteractionTable, countsSeenAsRelevant: Bool = true
    ) throws(EvaluationError) {
        guard train.users.count == test.users.count, train.items.count == test.items.count else {
            throw .differentNumbering
        }
        self.train = train
        let seen = OrdinalLists(userCount: train.users.count, rows: train.rows)
        self.seen = seen
        var touches = [Int32](repeating: 0, count: train.items.count)
        for item in seen.all { touches[Int(item)] += 1 }
        self.touches = touches
        let found =
            countsSeenAsRelevant ? test.rows : test.rows.filter { !seen[$0.user].containsSorted($0.item) }
        let relevant = OrdinalLists(userCount: train.users.count, rows: found)
        self.relevant = relevant
        self.testCount = test.rows.count
        self.cases = (0..<Int32(train.users.count)).filter { !relevant[$0].isEmpty }
        guard !cases.isEmpty else { throw .nothingToTest }
    }
}

/// Why a question cannot be put.
package enum EvaluationError: Error, Equatable, CustomStringConvertible {
    /// Train and test number users or items differently.
    case differentNumbering
    /// No user has an item to be found.
    case nothingToTest

    package var description: String {
        switch self {
        case .differentNumbering: "train and test must number users and items alike"
        case .nothingToTest: "no user of the test side has an item that could be found"
        }
    }
}
