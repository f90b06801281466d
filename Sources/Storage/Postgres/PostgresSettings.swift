import CLibpq

/// How connections to one PostgreSQL data base are made.
struct PostgresSettings: Sendable {
    /// The URL, with its password: never part of a message.
    private let url: String
    let connectTimeout: Duration
    let statementTimeout: Duration

    /// Checks the URL without connecting.
    ///
    /// libpq's own messages quote the part of a URL that they stumble over, which with an unescaped `@`, `/` or `:` is
    /// a part of the password; so such URLs are refused here, in words that quote nothing.
    init(url: String, connectTimeout: Duration, statementTimeout: Duration) throws(StorageError) {
        let operation = "read PostgreSQL URL"
        guard let scheme = ["postgresql://", "postgres://"].first(where: { url.hasPrefix($0) }) else {
            throw StorageError(
                .configuration, "expected postgresql://user:password@host:port/name", operation: operation)
        }
        let rest = url.dropFirst(scheme.count).prefix(while: { $0 != "?" })
        let authority = rest.prefix(while: { $0 != "/" })
        guard rest.count(where: { $0 == "@" }) == authority.count(where: { $0 == "@" }),
            authority.count(where: { $0 == "@" }) <= 1
        else {
            throw StorageError(
                .configuration, "write an @ of the user's name or password as %40, and a / as %2F",
                operation: operation)
        }
        let hosts = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        for host in hosts.split(separator: ",") {
            let port = host.split(separator: "]", omittingEmptySubsequences: false).last ?? ""
            if let digits = port.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last,
                !digits.allSatisfy({ $0.isASCII && $0.isNumber })
            {
                throw StorageError(.configuration, "the port is not a number", operation: operation)
            }
        }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            PQfreemem(message)
            throw StorageError(.configuration, "libpq cannot parse the URL", operation: operation)
        }
        PQconninfoFree(options)
        self.url = url
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
    }

    /// Connects, which takes at most the connect timeout for each host of the URL.
    func connect() throws(StorageError) -> OpaquePointer {
        let seconds = max(2, Int64((connectTimeout / .seconds(1)).rounded(.up)))
        // What comes before `dbname` is a default that the URL may change; what comes after it is not.
        let options: [(String, String)] = [
            ("connect_timeout", "\(seconds)"), ("tcp_user_timeout", "20000"), ("keepalives_idle", "30"),
            ("fallback_application_name", "murmur"), ("dbname", url), ("client_encoding", "UTF8"),
        ]
        let connection = withCStrings(options.map(\.0)) { keywords in
            withCStrings(options.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let connection else {
            throw StorageError(.cannotConnect, "out of memory", operation: "connect to PostgreSQL")
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            var message = PQerrorMessage(connection).map { String(cString: $0) } ?? "no reason given"
            if let password = PQpass(connection).map({ String(cString: $0) }), !password.isEmpty {
                message = message.split(separator: password, omittingEmptySubsequences: false).joined(separator: "***")
            }
            PQfinish(connection)
            while message.last?.isNewline == true { message.removeLast() }
            throw StorageError(.cannotConnect, message, operation: "connect to PostgreSQL")
        }
        // Notices ("relation exists, skipping") would go to the standard error stream.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        return connection
    }
}

/// Calls `body` with the texts as a null-terminated array of C strings.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for text in texts {
        offsets.append(bytes.count)
        bytes.append(contentsOf: text.utf8CString)
    }
    return bytes.withUnsafeBufferPointer { buffer in
        var pointers: [UnsafePointer<CChar>?] = offsets.map { offset in buffer.baseAddress.map { $0 + offset } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
