/// Where a Redis server is and how to enter: `redis://[[user]:password@]host[:port][/number]`, or
/// `unix://[[user]:password@]/path[?db=number]`.
package struct RedisURL: Sendable, Equatable {
    /// What to connect to.
    package enum Address: Sendable, Equatable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    /// What to connect to.
    package let address: Address
    /// The user of Redis 6 access lists; nil for the default user.
    package let user: String?
    /// The password; nil where none is asked for.
    package let password: String?
    /// The number of the data base.
    package let database: Int

    /// Reads a URL.
    ///
    /// - Throws: `StorageError` of code `configuration`, which never quotes the URL.
    package init(_ text: String) throws(StorageError) {
        func fail(_ reason: String) -> StorageError {
            StorageError(.configuration, reason, operation: "read Redis URL")
        }
        guard let separator = text.firstRange(of: "://") else { throw fail("expected redis://host:port/number") }
        let scheme = text[..<separator.lowerBound]
        var rest = text[separator.upperBound...]

        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let info = rest[..<at]
            rest = rest[rest.index(after: at)...]
            guard !info.contains("@") else { throw fail("write an @ of the password as %40") }
            guard let colon = info.firstIndex(of: ":") else { throw fail("write a password as :password@") }
            guard let name = RedisURL.decoded(info[..<colon]),
                let secret = RedisURL.decoded(info[info.index(after: colon)...])
            else { throw fail("a % of the user's name or password is not followed by two hexadecimal digits") }
            user = name.isEmpty ? nil : name
            password = secret.isEmpty ? nil : secret
        }

        func number(_ digits: Substring) throws(StorageError) -> Int {
            guard let number = Int(digits), (0...65_535).contains(number) else {
                throw fail("the data base is not a number")
            }
            return number
        }
        switch scheme {
        case "redis":
            let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let authority = parts[0]
            let portStart: Substring.Index
            let host: Substring
            if authority.hasPrefix("[") {
                guard let end = authority.firstIndex(of: "]") else { throw fail("the host's [ has no ]") }
                host = authority[authority.index(after: authority.startIndex)..<end]
                portStart = authority.index(after: end)
            } else {
                portStart = authority.firstIndex(of: ":") ?? authority.endIndex
                host = authority[..<portStart]
            }
            guard !host.isEmpty else { throw fail("there is no host") }
            var port = 6379
            let portText = authority[portStart...]
            if !portText.isEmpty {
                guard portText.hasPrefix(":"), let given = Int(portText.dropFirst()), (1...65_535).contains(given)
                else {
                    throw fail("the port is not a number from 1 to 65535")
                }
                port = given
            }
            self.address = .tcp(host: String(host), port: port)
            self.database = parts.count > 1 && !parts[1].isEmpty ? try number(parts[1]) : 0
        case "unix", "redis+unix":
            let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts[0].hasPrefix("/"), parts[0].utf8.count < 108 else {
                throw fail("the path of the socket must be absolute and shorter than 108 bytes")
            }
            self.address = .unix(path: String(parts[0]))
            if parts.count > 1 {
                guard parts[1].hasPrefix("db=") else { throw fail("after the path only ?db=number is known") }
                self.database = try number(parts[1].dropFirst(3))
            } else {
                self.database = 0
            }
        case "rediss":
            throw fail("TLS to Redis is not supported; put a tunnel in front of it")
        default:
            throw fail("the scheme must be redis or unix")
        }
        self.user = user
        self.password = password
    }

    /// The text with its `%40`s resolved, or nil where one is malformed or the bytes are not UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
