/// One step of the schema, the same script on both engines.
///
/// Scripts use the types that both engines have (`BIGINT`, `DOUBLE PRECISION`, `TEXT`) and `BYTEWISE_TEXT`, a text that
/// is compared and sorted byte by byte: SQLite does so by itself, and on PostgreSQL the migrator creates the domain.
package struct Migration: Sendable, Hashable {
    /// Its place in the order, from 1.
    package let version: Int
    /// A word or two, for people.
    package let name: String
    /// The script.
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// The FNV-1a 64 hash of the script, as 16 hexadecimal digits.
    package var checksum: String { FNV1a64.hexadecimal(sql.utf8) }
}
