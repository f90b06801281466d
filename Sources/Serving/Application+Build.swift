package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
package import Records
internal import ServiceLifecycle
package import Snapshots
package import Storage

/// Puts a server together from its parts and the doors it is given.
///
/// Among its services the HTTP server is the last: it ends first, and what it left in memory is written after it.
///
/// - Parameter onListening: told the port once the server listens.
package func buildApplication(
    configuration: ServerConfiguration, snapshots: SnapshotStore, records: RecordStore, cache: any CacheStore,
    logger: Logger, onListening: @escaping @Sendable (Int?) -> Void = { _ in }
) async throws -> some ApplicationProtocol {
    let sampler = RecallSampler(rate: configuration.recallSampleRate, seed: configuration.recallSampleSeed)
    let holder = SnapshotHolder(store: snapshots, sampler: sampler, logger: logger)
    let reloadThread = WorkerThreads(count: 1, queueLimit: 8, name: "snapshot")
    try await reloadThread.run { holder.refresh() }

    let metrics = RequestMetrics()
    let writer = RecommendationWriter(
        interval: configuration.recommendationFlushInterval, logger: logger
    ) { try await records.recommendations.save($0) }
    let recommendationCache = RecommendationCache(
        store: cache, lifetime: configuration.cacheLifetime, staleWindow: configuration.staleWindow,
        seed: configuration.jitterSeed, now: WallClock.now, logger: logger)
    let encoder = QueryEncoder(directory: configuration.modelDirectory, logger: logger)
    let fresh = FreshTailReader(
        holder: holder, feed: FreshFeed(records: records, encoder: encoder, logger: logger),
        interval: configuration.freshInterval, logger: logger)
    let readsArrivals = configuration.freshInterval > .zero
    if readsArrivals { await fresh.read() }
    let past = TimeTravel(
        store: snapshots, holder: holder, clock: configuration.clock, encoder: encoder,
        feed: FreshFeed(records: records, encoder: encoder, logger: logger))
    let service = RecommendationService(
        holder: holder, cache: recommendationCache, writer: writer, encoder: encoder,
        workers: WorkerThreads(
            count: configuration.workerCount, queueLimit: configuration.workerQueueLimit, name: "recommend"),
        clock: configuration.clock, timeLimit: configuration.requestTimeLimit, now: WallClock.now)

    let routes: [[Route]] = [
        RecommendationRoutes(service: service, past: past, records: records).routes,
        InspectionRoutes(service: service).routes,
        AudienceRoutes(service: service).routes, SessionRoutes(service: service).routes,
        CatalogueRoutes(service: service, records: records).routes,
        ReportRoutes(metrics: metrics, cache: recommendationCache, records: records, now: WallClock.now).routes,
        HealthRoutes(holder: holder, records: records).routes,
        MetricsRoutes(metrics: metrics, cache: recommendationCache, sampler: sampler, holder: holder).routes,
    ]
    let router = makeRouter(routes.flatMap { $0 }) { route in
        Endpoint(
            route: route, bodyLimit: configuration.bodyLimit, timeLimit: configuration.requestTimeLimit,
            metrics: metrics, now: WallClock.now, logger: logger)
    }

    // The framework logs addresses that clients asked for; ours are logged as templates, by the endpoints.
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .notice)
    return Application(
        router: router,
        server: .http1(
            configuration: HTTP1Channel.Configuration(
                idleTimeout: .milliseconds(configuration.idleTimeLimit.milliseconds))),
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port), serverName: nil,
            availableConnectionsDelegate: MaximumAvailableConnections(configuration.connectionLimit)),
        services: [
            writer,
            RequestMetricsFlusher(metrics: metrics, interval: configuration.metricsFlushInterval, logger: logger) {
                counts in
                try await records.requests.add(counts.map { $0.value.row($0.key) })
            },
            SnapshotReloader(holder: holder, interval: configuration.reloadInterval, thread: reloadThread),
        ] + (readsArrivals ? [fresh] : []),
        onServerRunning: { channel in
            onListening(channel.localAddress?.port)
            logger.info(
                "listening",
                metadata: ["host": "\(configuration.host)", "port": "\(channel.localAddress?.port ?? 0)"])
        },
        logger: quiet)
}
