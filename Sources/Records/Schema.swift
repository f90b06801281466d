import Storage

/// The migrations, whose scripts are compiled into the program so that they cannot be missing where it runs.
///
/// SwiftPM makes the names of `PackageResources` from the files': it puts `_` in place of a leading digit and of a dot.
enum Schema {
    static let migrations = [
        Migration(version: 1, name: "initial", sql: text(PackageResources._001_initial_sql)),
        Migration(version: 2, name: "arrivals", sql: text(PackageResources._002_arrivals_sql)),
    ]

    private static func text(_ script: [UInt8]) -> String { String(decoding: script, as: UTF8.self) }
}
