/// Bytes by key that may be forgotten at any time: in this process, or shared by all replicas.
///
/// - Thread safety: any number of tasks may call it.
package protocol CacheStore: Sendable {
    /// `memory` or `redis`, for reports.
    var engineName: String { get }

    /// The value of a key, or nil where there is none, or none any more.
    func get(_ key: String) async throws -> [UInt8]?

    /// Keeps a value for a while; a duration that is not positive removes the key.
    func set(_ key: String, _ value: [UInt8], expiresAfter duration: Duration) async throws

    /// Forgets a key.
    func remove(_ key: String) async throws

    /// Closes the connections; later calls throw `closed`, or find nothing.
    func close() async
}

/// Opens the cache of a URL (`redis://…`, `unix://…`), or one of 64 MiB in this process where there is none.
///
/// It does not connect yet: a server that is away is found out, and again in reach used, call by call.
///
/// - Throws: `StorageError` of code `configuration`, without quoting the URL.
package func openCache(_ url: String?) throws -> any CacheStore {
    guard let url, !url.isEmpty else { return MemoryCache(maximumBytes: 64 << 20) }
    return try RedisCache(url: url)
}
