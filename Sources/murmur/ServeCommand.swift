import ArgumentParser
import Logging
internal import Records
import Serving
import Storage

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve recommendations and their explanations over HTTP.")

    @OptionGroup var settings: Settings
    @Option(help: "Address to listen on; loopback unless told. [MURMUR_HOST, default: 127.0.0.1]") var host: String?
    @Option(help: "TCP port; 0 takes a free one. [MURMUR_PORT, default: 8080]") var port: Int?
    @Option(help: "Redis for the cache, redis://…; without it the cache is in the process. [MURMUR_REDIS_URL]")
    var redis: String?
    @Option(help: "What \"now\" is for campaign dates: snapshot or system. [MURMUR_CLOCK, default: snapshot]")
    var clock: ClockPolicy?
    @Option(
        help: """
            Share of approximate searches compared with the exact ones in the background, 0 to 1; 0 is none. \
            [MURMUR_RECALL_SAMPLE, default: 0.01]
            """)
    var recallSample: Double?
    @Option(
        help: """
            Seconds between two looks at what has arrived since the snapshot was built, up to 3600; 0 is never. \
            [MURMUR_FRESH_INTERVAL, default: 1]
            """)
    var freshInterval: Double?

    func run() async throws {
        let logger = try ProgramLog.start()
        var configuration = ServerConfiguration()
        configuration.host = host ?? Environment.text("MURMUR_HOST") ?? configuration.host
        configuration.port = try port ?? Environment.integer("MURMUR_PORT", in: 0...65_535) ?? configuration.port
        configuration.clock = try clock ?? Environment.choice("MURMUR_CLOCK") ?? configuration.clock
        configuration.recallSampleRate =
            try recallSample ?? Environment.number("MURMUR_RECALL_SAMPLE", in: 0...1) ?? configuration.recallSampleRate
        if let seconds = try freshInterval ?? Environment.number("MURMUR_FRESH_INTERVAL", in: 0...3600) {
            guard (0...3600).contains(seconds) else {
                throw ValidationError("--fresh-interval: expected 0 to 3600, got \(seconds)")
            }
            configuration.freshInterval = .milliseconds(Int64(seconds * 1000))
        }
        configuration.modelDirectory = settings.modelFolder
        configuration.workerCount = try settings.threadCount()
        guard (0...65_535).contains(configuration.port) else {
            throw ValidationError("--port: expected 0 to 65535, got \(configuration.port)")
        }
        guard (0...1).contains(configuration.recallSampleRate) else {
            throw ValidationError("--recall-sample: expected 0 to 1, got \(configuration.recallSampleRate)")
        }
        let cache = try openCache(redis ?? Environment.text("MURMUR_REDIS_URL"))
        let serving = configuration
        try await settings.withRecords { records in
            logger.info(
                "starting",
                metadata: [
                    "home": "\(settings.homeFolder)", "records": "\(records.engine)", "cache": "\(cache.engineName)",
                ])
            let server = try await Server(
                configuration: serving, snapshots: settings.snapshots, records: records, cache: cache, logger: logger)
            try await server.run()
        }
        await cache.close()
    }
}
