/// The text of one statement and its binds: `"SELECT text FROM messages WHERE message_id = \(id)"`.
///
/// Every interpolated value becomes a bind, and literals are `StaticString`s, so text that was made at run time cannot
/// get into a statement: injection is not prevented by care, it cannot be written. The one door for names that are
/// known to the program but not to the literal is `\(unsafeSQL:)`, which takes a `StaticString` too.
package struct SQLStatement: ExpressibleByStringInterpolation, Sendable {
    /// The text between the binds; always one more than there are binds.
    private var fragments: [String]
    /// The values, in the order of their placeholders.
    package private(set) var binds: [SQLValue]

    package init(stringLiteral value: StaticString) {
        self.fragments = [value.description]
        self.binds = []
    }

    package init(stringInterpolation: StringInterpolation) {
        self.fragments = stringInterpolation.fragments
        self.binds = stringInterpolation.binds
    }

    /// The door of the migrator and the bulk insert, whose texts are the program's own.
    init(trustedText: String) {
        self.fragments = [trustedText]
        self.binds = []
    }

    /// The text with `?` for SQLite, with `$1`, `$2`, … for PostgreSQL.
    package func text(for engine: SQLEngine) -> String {
        var text = fragments[0]
        for index in 1..<max(1, fragments.count) {
            switch engine {
            case .sqlite: text += "?"
            case .postgres: text += "$\(index)"
            }
            text += fragments[index]
        }
        return text
    }

    /// What a string interpolation of a statement collects.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var fragments = [""]
        fileprivate var binds: [SQLValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            fragments.reserveCapacity(interpolationCount + 1)
            binds.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            fragments[fragments.count - 1] += literal.description
        }

        /// Binds one value.
        package mutating func appendInterpolation(_ value: some SQLBindable) {
            binds.append(value.sqlValue)
            fragments.append("")
        }

        /// Binds one value, or null.
        package mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            binds.append(value.sqlValue)
            fragments.append("")
        }

        /// Binds the values of a list, as in `WHERE id IN \(list: ids)`; an empty list matches nothing.
        package mutating func appendInterpolation(list values: some Collection<some SQLBindable>) {
            fragments[fragments.count - 1] += "("
            if values.isEmpty { fragments[fragments.count - 1] += "NULL" }
            for (index, value) in values.enumerated() {
                if index > 0 { fragments[fragments.count - 1] += ", " }
                appendInterpolation(value)
            }
            fragments[fragments.count - 1] += ")"
        }

        /// Puts another statement, with its binds, in this place.
        package mutating func appendInterpolation(_ statement: SQLStatement) {
            fragments[fragments.count - 1] += statement.fragments[0]
            fragments.append(contentsOf: statement.fragments.dropFirst())
            binds.append(contentsOf: statement.binds)
        }

        /// Puts text that is not a bind; it takes nothing that was made at run time.
        package mutating func appendInterpolation(unsafeSQL text: StaticString) {
            fragments[fragments.count - 1] += text.description
        }
    }
}
