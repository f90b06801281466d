import ArgumentParser
import SemanticSearch

/// The command line of Murmuration.
@main
struct Murmur: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "murmur",
        abstract: "A hybrid retrieval recommendation server: what should this person see next, and why?",
        discussion: """
            A first round: `murmur ingest FILE…`, `murmur index`, `murmur recommend --user U`, `murmur serve`.

            Settings come from options or from the environment: MURMUR_HOME, MURMUR_DATABASE_URL, MURMUR_REDIS_URL, \
            MURMUR_MODEL_DIR, MURMUR_HOST, MURMUR_PORT, MURMUR_CLOCK, MURMUR_RECALL_SAMPLE, MURMUR_FRESH_INTERVAL, MURMUR_THREADS, \
            MURMUR_LOG_LEVEL.
            """,
        subcommands: [
            IngestCommand.self, IndexCommand.self, ServeCommand.self, RecommendCommand.self, ExplainCommand.self,
            DiffCommand.self, EvaluateCommand.self, ReportCommand.self, SnapshotsCommand.self, MigrateCommand.self,
            EncodeCommand.self,
            BenchmarkCommand.self,
        ])

    static func main() async {
        // Spinning OpenMP threads cost more than they compute, and OpenMP reads its environment as it is loaded.
        BLASRuntime.configureEnvironmentOrReexec()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}
