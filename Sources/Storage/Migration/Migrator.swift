#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Brings a data base to the schema that this program knows, and refuses one that it does not know.
///
/// Every migration is one transaction that takes the migrator's lock first, so programs that start at the same time
/// apply each migration once.
package struct Migrator: Sendable {
    private let migrations: [Migration]

    /// Takes the migrations in ascending order of their versions.
    ///
    /// - Throws: `StorageError` of code `migration` where the versions do not ascend from at least 1.
    package init(_ migrations: [Migration]) throws(StorageError) {
        var previous = 0
        for migration in migrations {
            guard migration.version > previous else {
                throw StorageError(
                    .migration, "version \(migration.version) comes after version \(previous)", operation: "migrate")
            }
            previous = migration.version
        }
        self.migrations = migrations
    }

    /// Applies what is missing, and returns it.
    ///
    /// - Parameter now: Milliseconds since 1970, for the column `applied_at`.
    /// - Throws: `StorageError` of code `migration` where a migration that was applied has changed, the data base is newer
    ///   than this program, or an earlier migration is missing; else what the engine throws.
    package func migrate(
        _ database: any SQLDatabase, now: @Sendable () -> Int64 = Migrator.systemMilliseconds
    ) async throws -> [Migration] {
        var applied: [Migration] = []
        while true {
            let time = now()
            let next = try await database.write { connection in
                try connection.lock("schema_migrations")
                try prepareSchema(connection)
                guard let next = try nextMigration(connection) else { return nil as Migration? }
                for statement in try SQLScript(next.sql).statements {
                    try connection.execute(SQLStatement(trustedText: statement))
                }
                try connection.execute(
                    """
                    INSERT INTO schema_migrations (version, name, checksum, applied_at)
                    VALUES (\(next.version), \(next.name), \(next.checksum), \(time))
                    """)
                return next
            }
            guard let next else { return applied }
            applied.append(next)
        }
    }

    /// The clock of the system, in milliseconds since 1970.
    package static let systemMilliseconds: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func prepareSchema(_ connection: any SQLConnection) throws {
        if connection.engine == .postgres,
            try connection.first("SELECT to_regtype('bytewise_text') IS NULL AS missing")?.integer("missing") == 1
        {
            try connection.execute("CREATE DOMAIN bytewise_text AS TEXT COLLATE \"C\"")
        }
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                version BIGINT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                checksum TEXT NOT NULL,
                applied_at BIGINT NOT NULL
            )
            """)
    }

    /// The first migration that is missing, after a check of those that are there.
    private func nextMigration(_ connection: any SQLConnection) throws -> Migration? {
        let rows = try connection.query("SELECT version, name, checksum FROM schema_migrations ORDER BY version")
        for (index, row) in rows.enumerated() {
            let version = try row.integer("version")
            let name = try row.text("name")
            guard let known = migrations.first(where: { Int64($0.version) == version }) else {
                throw StorageError(
                    .migration, "the data base has migration \(version) (\(name)), which this program does not know",
                    operation: "migrate")
            }
            guard migrations[index].version == known.version else {
                throw StorageError(
                    .migration,
                    "migration \(migrations[index].version) (\(migrations[index].name)) is missing, but \(version) is there",
                    operation: "migrate")
            }
            let checksum = try row.text("checksum")
            guard checksum == known.checksum else {
                throw StorageError(
                    .migration,
                    "migration \(version) (\(name)) was applied with checksum \(checksum) and is now \(known.checksum)",
                    operation: "migrate")
            }
        }
        return rows.count < migrations.count ? migrations[rows.count] : nil
    }
}
