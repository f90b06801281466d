package import Domain
package import Records

/// An answer as it lies in the cache: the bytes of its JSON, until when it is fresh, and where its `cache` member is.
///
/// ## Format
/// 4 bytes `MRA1`; the time until which it is fresh, milliseconds since 1970, 8 bytes; start and end of the value of
/// `cache` in the body, 4 bytes each; then the body. All numbers little-endian.
package struct CachedAnswer: Equatable, Sendable {
    /// The answer's JSON, in which `cache` is what it was when it was computed.
    package let body: [UInt8]
    /// Where in `body` the value of `cache` stands, quotes included.
    package let cacheValue: Range<Int>
    /// Until when the answer is fresh.
    package var freshUntil: Instant

    package init(body: [UInt8], cacheValue: Range<Int>, freshUntil: Instant = Instant(milliseconds: 0)) {
        self.body = body
        self.cacheValue = cacheValue
        self.freshUntil = freshUntil
    }

    private static let magic = Array("MRA1".utf8)
    private static let headerSize = 20

    /// The body with `outcome` as the value of `cache`.
    package func body(saying outcome: CacheOutcome) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 8)
        bytes.append(contentsOf: body[..<cacheValue.lowerBound])
        bytes.append(contentsOf: "\"\(outcome.rawValue)\"".utf8)
        bytes.append(contentsOf: body[cacheValue.upperBound...])
        return bytes
    }

    /// The bytes for the cache.
    package func encoded() -> [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(Self.headerSize + body.count)
        Self.append(UInt64(bitPattern: freshUntil.milliseconds), count: 8, to: &bytes)
        Self.append(UInt64(cacheValue.lowerBound), count: 4, to: &bytes)
        Self.append(UInt64(cacheValue.upperBound), count: 4, to: &bytes)
        bytes.append(contentsOf: body)
        return bytes
    }

    /// Reads what `encoded` wrote; nil for anything else, since a shared cache may hold anything.
    package static func decoded(_ bytes: [UInt8]) -> CachedAnswer? {
        guard bytes.count > headerSize, bytes.starts(with: magic) else { return nil }
        let start = number(bytes[12..<16])
        let end = number(bytes[16..<20])
        let body = Array(bytes[headerSize...])
        guard start < end, end < UInt64(body.count), body[Int(start)] == UInt8(ascii: "\""),
            body[Int(end) - 1] == UInt8(ascii: "\""), body.first == UInt8(ascii: "{"), body.last == UInt8(ascii: "}")
        else { return nil }
        return CachedAnswer(
            body: body, cacheValue: Int(start)..<Int(end),
            freshUntil: Instant(milliseconds: Int64(bitPattern: number(bytes[4..<12]))))
    }

    private static func append(_ number: UInt64, count: Int, to bytes: inout [UInt8]) {
        for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
