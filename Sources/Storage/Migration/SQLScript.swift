/// The statements of a script, split at the semicolons that end them.
///
/// Semicolons in quoted texts, quoted names, comments and PostgreSQL's dollar quotes end nothing. SQLite's triggers,
/// whose bodies hold bare semicolons, are outside what a portable script may use.
package struct SQLScript: Sendable, Equatable {
    /// The statements in order, without their semicolons, comments at their edges kept out.
    package let statements: [String]

    /// Splits `text`.
    ///
    /// - Throws: `StorageError` of code `migration`, with the line, where a quote or a comment does not end.
    package init(_ text: String) throws(StorageError) {
        var scanner = Scanner(bytes: Array(text.utf8))
        self.statements = try scanner.statements()
    }

    /// Walks over the bytes of a script; every mark is ASCII, so bytes are as good as characters.
    private struct Scanner {
        private let bytes: [UInt8]
        private var position = 0
        private var found: [String] = []
        /// The bytes of the statement so far; comments are left out, as one space.
        private var current: [UInt8] = []

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func statements() throws(StorageError) -> [String] {
            while position < bytes.count {
                let byte = bytes[position]
                switch byte {
                case UInt8(ascii: ";"):
                    position += 1
                    finish()
                case UInt8(ascii: "'"), UInt8(ascii: "\""):
                    try copyQuoted(byte)
                case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"):
                    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
                case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                    try skipComment()
                case UInt8(ascii: "$"):
                    try copyDollarQuoted()
                default:
                    current.append(byte)
                    position += 1
                }
            }
            finish()
            return found
        }

        private func peek(_ distance: Int) -> UInt8? {
            position + distance < bytes.count ? bytes[position + distance] : nil
        }

        private mutating func finish() {
            let isSpace: (UInt8) -> Bool = { $0 == 32 || ($0 >= 9 && $0 <= 13) }
            let trimmed = current.drop(while: isSpace)
            let end = trimmed.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? trimmed.startIndex
            if end > trimmed.startIndex {
                found.append(String(decoding: trimmed[trimmed.startIndex..<end], as: UTF8.self))
            }
            current = []
        }

        /// A doubled quote is two quoted texts without a space between them, which copies the same bytes.
        private mutating func copyQuoted(_ quote: UInt8) throws(StorageError) {
            let start = position
            current.append(quote)
            position += 1
            while position < bytes.count, bytes[position] != quote {
                current.append(bytes[position])
                position += 1
            }
            guard position < bytes.count else { throw unfinished("quote", from: start) }
            current.append(quote)
            position += 1
        }

        private mutating func skipComment() throws(StorageError) {
            let start = position
            position += 2
            while position < bytes.count {
                if bytes[position] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                    position += 2
                    current.append(32)
                    return
                }
                if bytes[position] == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                    // PostgreSQL nests comments and SQLite does not: no reading suits both.
                    throw StorageError(
                        .migration, "line \(line(of: position)): a comment inside a comment",
                        operation: "split SQL script")
                }
                position += 1
            }
            throw unfinished("comment", from: start)
        }

        /// `$$ … $$` or `$tag$ … $tag$`; a lone dollar is copied.
        private mutating func copyDollarQuoted() throws(StorageError) {
            var end = position + 1
            while end < bytes.count, isTagByte(bytes[end]) { end += 1 }
            let isOpening =
                end < bytes.count && bytes[end] == UInt8(ascii: "$")
                && !(current.last.map(isTagByte) ?? false) && !(peek(1).map(isDigit) ?? false)
            guard isOpening else {
                current.append(bytes[position])
                position += 1
                return
            }
            let tag = bytes[position...end]
            let start = position
            current.append(contentsOf: tag)
            position = end + 1
            while position + tag.count <= bytes.count {
                if bytes[position..<position + tag.count].elementsEqual(tag) {
                    current.append(contentsOf: tag)
                    position += tag.count
                    return
                }
                current.append(bytes[position])
                position += 1
            }
            throw unfinished("dollar quote", from: start)
        }

        private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

        private func isTagByte(_ byte: UInt8) -> Bool {
            isDigit(byte) || byte == 95 || (byte | 32 >= 97 && byte | 32 <= 122) || byte >= 128
        }

        private func line(of position: Int) -> Int {
            bytes[..<position].count { $0 == UInt8(ascii: "\n") } + 1
        }

        private func unfinished(_ what: String, from start: Int) -> StorageError {
            StorageError(.migration, "line \(line(of: start)): the \(what) does not end", operation: "split SQL script")
        }
    }
}
