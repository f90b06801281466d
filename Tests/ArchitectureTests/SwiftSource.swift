/// The text of a Swift file, divided into code and string literals; comments are dropped.
struct SwiftSource {
    /// A string literal and the line that it begins on.
    struct Literal: Equatable {
        let line: Int
        let text: String
    }

    /// The code line by line, with nothing in place of comments and `""` in place of each string literal.
    let lines: [String]
    /// The string literals without their interpolations, which are code.
    let literals: [Literal]

    init(_ text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        scanner.scanCode(insideInterpolation: false)
        lines = String(decoding: scanner.code, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        literals = scanner.literals
    }

    /// A pass over the bytes; every delimiter of Swift is ASCII.
    private struct Scanner {
        let bytes: [UInt8]
        var position = 0
        var line = 1
        var code: [UInt8] = []
        var literals: [Literal] = []

        private func matches(_ text: StaticString) -> Bool {
            let length = text.utf8CodeUnitCount
            guard position + length <= bytes.count else { return false }
            return text.withUTF8Buffer { bytes[position..<position + length].elementsEqual($0) }
        }

        private mutating func takeNewline() {
            line += 1
            code.append(UInt8(ascii: "\n"))
        }

        mutating func scanCode(insideInterpolation: Bool) {
            var depth = 0
            while position < bytes.count {
                let byte = bytes[position]
                if matches("//") {
                    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
                } else if matches("/*") {
                    skipBlockComment()
                } else if let hashes = hashesBeforeQuote() {
                    scanLiteral(hashes: hashes)
                } else {
                    position += 1
                    if byte == UInt8(ascii: "\n") {
                        takeNewline()
                        continue
                    }
                    if byte == UInt8(ascii: "(") { depth += 1 }
                    if byte == UInt8(ascii: ")") {
                        if depth == 0, insideInterpolation { return }
                        depth -= 1
                    }
                    code.append(byte)
                }
            }
        }

        private mutating func skipBlockComment() {
            var depth = 0
            repeat {
                if matches("/*") {
                    depth += 1
                    position += 2
                } else if matches("*/") {
                    depth -= 1
                    position += 2
                } else {
                    if bytes[position] == UInt8(ascii: "\n") { takeNewline() }
                    position += 1
                }
            } while depth > 0 && position < bytes.count
        }

        /// The number of `#` before a quotation mark here, or nil when no literal begins here.
        private func hashesBeforeQuote() -> Int? {
            var end = position
            while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
            return end < bytes.count && bytes[end] == UInt8(ascii: "\"") ? end - position : nil
        }

        private mutating func scanLiteral(hashes: Int) {
            let start = line
            position += hashes
            let quotes = matches("\"\"\"") ? 3 : 1
            position += quotes
            code.append(contentsOf: "\"\"".utf8)
            let end =
                Array(repeating: UInt8(ascii: "\""), count: quotes) + Array(repeating: UInt8(ascii: "#"), count: hashes)
            let escape = [UInt8(ascii: "\\")] + Array(repeating: UInt8(ascii: "#"), count: hashes)
            var text: [UInt8] = []
            while position < bytes.count {
                if bytes[position...].starts(with: end) {
                    position += end.count
                    break
                }
                if bytes[position...].starts(with: escape) {
                    position += escape.count
                    if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
                        position += 1
                        scanCode(insideInterpolation: true)
                    } else if position < bytes.count {
                        if bytes[position] == UInt8(ascii: "\n") { takeNewline() }
                        position += 1
                    }
                    text.append(UInt8(ascii: " "))
                    continue
                }
                if bytes[position] == UInt8(ascii: "\n") { takeNewline() }
                text.append(bytes[position])
                position += 1
            }
            literals.append(Literal(line: start, text: String(decoding: text, as: UTF8.self)))
        }
    }
}
