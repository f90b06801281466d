/// Reads the query of a URL.
package enum QueryString {
    /// The names and values of `query` in their order, percent-decoded, `+` for a space.
    ///
    /// - Throws: `Problem` naming the parameter whose encoding is broken.
    package static func parse(_ query: String) throws(Problem) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            let cut = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = decoded(part[..<cut], plusIsSpace: true) else {
                throw Problem.invalid("query", expected: "names in percent-encoded UTF-8")
            }
            let rest = cut == part.endIndex ? part[cut...] : part[part.index(after: cut)...]
            guard let value = decoded(rest, plusIsSpace: true) else {
                throw Problem.invalid(name, expected: "a value in percent-encoded UTF-8")
            }
            pairs.append((name, value))
        }
        return pairs
    }

    /// One segment of a path, percent-decoded; nil where it is not valid UTF-8.
    package static func pathSegment(_ segment: String) -> String? { decoded(segment.utf8[...], plusIsSpace: false) }

    private static func decoded(_ bytes: Substring.UTF8View, plusIsSpace: Bool) -> String? {
        var output: [UInt8] = []
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                    return nil
                }
                output.append(high << 4 | low)
            } else {
                output.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: output, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
