/// Everything that can be set on a server, with the values it has when nothing is said.
///
/// Reading arguments and the environment is the executable's task; a value of this type is complete.
package struct ServerConfiguration: Sendable, Equatable {
    /// The address to listen on; the loopback address, so nothing is reachable from outside unless asked for.
    package var host = "127.0.0.1"
    /// The TCP port; 0 takes any free one.
    package var port = 8080
    /// What "now" is for a recommendation.
    package var clock = ClockPolicy.snapshot
    /// How long a cached answer is fresh, before the jitter of ±10 %.
    package var cacheLifetime = Duration.seconds(300)
    /// How long after that it may still be given while a new one is computed.
    package var staleWindow = Duration.seconds(60)
    /// Where the jitter of cache lifetimes starts.
    package var jitterSeed: UInt64 = 1
    /// The greatest size of a request's body in bytes.
    package var bodyLimit = 64 * 1024
    /// How long a request may take before it is answered with 503.
    package var requestTimeLimit = Duration.seconds(10)
    /// How often the snapshot folder is looked at.
    package var reloadInterval = Duration.seconds(1)
    /// How often the records are asked what has arrived since the snapshot was built; 0 is never.
    package var freshInterval = Duration.seconds(1)
    /// The folder of the text encoder; nil: requests with `text` are answered with 503.
    package var modelDirectory: String?
    /// Threads that compute recommendations.
    package var workerCount = 2
    /// Computations that may wait for a thread; beyond them requests are turned away with 503.
    package var workerQueueLimit = 256
    /// Connections that may be open at once; more wait in the system's queue.
    package var connectionLimit = 4096
    /// How long a connection may be idle before it is closed.
    package var idleTimeLimit = Duration.seconds(75)
    /// How often kept recommendations are written to SQL.
    package var recommendationFlushInterval = Duration.milliseconds(200)
    /// How often request counts are written to SQL.
    package var metricsFlushInterval = Duration.seconds(5)
    /// The share of approximate searches that are compared with the exact ones in the background, 0 to 1; 0 is none.
    package var recallSampleRate = 0.01
    /// Where the choice of those searches starts.
    package var recallSampleSeed: UInt64 = 1

    package init() {}
}

/// What "now" is for a recommendation: which campaigns run, and how old an event is.
package enum ClockPolicy: String, CaseIterable, Sendable {
    /// The snapshot's as-of time: equal requests on one snapshot have equal answers, whatever the day.
    case snapshot
    /// The system's clock.
    case system
}
