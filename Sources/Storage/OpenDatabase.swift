/// Opens the data base of a URL: `postgresql://…` or `postgres://…`, `sqlite:PATH`, or a plain path of a SQLite file.
///
/// - Throws: `StorageError` of code `configuration` for another scheme, never quoting the URL; or what the engine throws.
package func openDatabase(_ url: String) throws -> any SQLDatabase {
    if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") { return try PostgresDatabase(url: url) }
    var path = url
    if url.hasPrefix("sqlite:") {
        path = String(url.dropFirst("sqlite:".count))
        if path.hasPrefix("//") { path = String(path.dropFirst(2)) }
    } else if url.contains("://") {
        throw StorageError(
            .configuration, "the data base's URL must begin with postgresql: or sqlite:, or be a path",
            operation: "open data base")
    }
    guard !path.isEmpty else {
        throw StorageError(.configuration, "the data base's URL has no path", operation: "open data base")
    }
    return try SQLiteDatabase(path: path)
}
