package import Logging
package import Records
internal import ServiceLifecycle
package import Snapshots
package import Storage
internal import UnixSignals

/// The HTTP server: everything that runs while it serves, started and ended together.
///
/// On SIGTERM or SIGINT it takes no new connections, lets running requests end, writes what is kept in memory to SQL,
/// and returns.
package struct Server: Sendable {
    private let group: ServiceGroup
    private let announcement: PortAnnouncement

    /// Prepares a server; nothing listens before `run`.
    ///
    /// A snapshot that is published is opened now, so that the first request finds it. The server does not own
    /// `records` and `cache`: who opened them closes them after `run` has returned.
    ///
    /// - Parameter handlingSignals: whether SIGTERM and SIGINT end the server; tests end theirs by `shutDown`.
    package init(
        configuration: ServerConfiguration, snapshots: SnapshotStore, records: RecordStore, cache: any CacheStore,
        logger: Logger, handlingSignals: Bool = true
    ) async throws {
        let announcement = PortAnnouncement()
        let application = try await buildApplication(
            configuration: configuration, snapshots: snapshots, records: records, cache: cache, logger: logger,
            onListening: { announcement.announce($0) })
        self.announcement = announcement
        self.group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [application], gracefulShutdownSignals: handlingSignals ? [.sigterm, .sigint] : [],
                logger: logger))
    }

    /// Serves until it is told to end.
    ///
    /// - Throws: when the address cannot be listened on.
    package func run() async throws {
        defer { announcement.end() }
        try await group.run()
    }

    /// The port that is listened on, as soon as it is; nil when the server ended before that.
    package var port: Int? { get async { await announcement.port } }

    /// Ends the server as a signal would.
    package func shutDown() async { await group.triggerGracefulShutdown() }
}
