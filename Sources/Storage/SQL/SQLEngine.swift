/// Which data base stands behind a connection.
package enum SQLEngine: String, Sendable, CaseIterable {
    case sqlite
    case postgres
}
