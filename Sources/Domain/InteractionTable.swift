/// Who touched which item, one row a touch, as a plain interaction file tells it: what offline evaluation starts from.
///
/// Users and items are numbered densely, in the order in which a file first names them; tables cut from one table, or
/// read one after another, share the numbering. Rows keep the order of the file.
///
/// - Thread safety: an immutable value.
package struct InteractionTable: Equatable, Sendable {
    /// One touch.
    package struct Row: Equatable, Sendable {
        /// The ordinal of the user.
        package let user: Int32
        /// The ordinal of the item.
        package let item: Int32
        /// How strong the touch was, finite; 1 where the file does not say.
        package let weight: Double
        /// When, in seconds, finite; 0 where the file does not say.
        package let time: Double

        package init(user: Int32, item: Int32, weight: Double = 1, time: Double = 0) {
            self.user = user
            self.item = item
            self.weight = weight
            self.time = time
        }
    }

    /// The names of the users by ordinal.
    package let users: [String]
    /// The names of the items by ordinal.
    package let items: [String]
    /// The touches in the order of the file.
    package let rows: [Row]
    /// Whether `Row.time` says anything.
    package let hasTimes: Bool

    /// Takes rows whose ordinals lie below the counts of names.
    ///
    /// - Throws: `InteractionTableError` naming the first row that breaks this, or has a number that is not finite.
    package init(users: [String], items: [String], rows: [Row], hasTimes: Bool) throws(InteractionTableError) {
        for (index, row) in rows.enumerated() {
            guard row.user >= 0, Int(row.user) < users.count, row.item >= 0, Int(row.item) < items.count,
                row.weight.isFinite, row.time.isFinite
            else { throw InteractionTableError(row: index) }
        }
        self.init(checked: users, items, rows, hasTimes)
    }

    private init(checked users: [String], _ items: [String], _ rows: [Row], _ hasTimes: Bool) {
        self.users = users
        self.items = items
        self.rows = rows
        self.hasTimes = hasTimes
    }

    /// The rows at the given places, in that order, with the same numbering.
    package func selecting(_ places: [Int]) -> InteractionTable {
        InteractionTable(checked: users, items, places.map { rows[$0] }, hasTimes)
    }
}

/// A row of an interaction table that names no user or item of the table, or holds a number that is not finite.
package struct InteractionTableError: Error, Equatable, CustomStringConvertible {
    /// The row's number, from 0.
    package let row: Int

    package var description: String {
        "interaction table, row \(row): expected ordinals of its users and items, and finite numbers"
    }
}
