import ArgumentParser
import Domain
import Records
import Serving

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Cache-hit and latency reports of the server.",
        subcommands: [Cache.self, Latency.self])

    struct Period: ParsableArguments {
        @OptionGroup var settings: Settings
        @Option(help: "How many hours back.") var hours = 24
        @Flag(help: "Print JSON, as the server would.") var json = false

        func validate() throws {
            guard RequestReport.hours.contains(hours) else {
                throw ValidationError("--hours: expected 1 to \(RequestReport.hours.upperBound), got \(hours)")
            }
        }

        func report() async throws -> RequestReport {
            try await settings.withRecords { records in
                try await RequestReport.load(from: records, hours: hours, until: WallClock.now())
            }
        }
    }

    struct Cache: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How often the cache had the answer.")
        @OptionGroup var period: Period

        func run() async throws {
            let report = try await period.report()
            if period.json { return print(String(decoding: report.cacheJSON(failuresSinceStart: nil), as: UTF8.self)) }
            var table = Table(["hits", "misses", "bypasses", "hit ratio"], rightAligned: [0, 1, 2, 3])
            table.add([
                "\(report.requests(.hit))", "\(report.requests(.miss))", "\(report.requests(.bypass))",
                report.hitRatio.map { Table.decimal($0 * 100, 1) + " %" } ?? "–",
            ])
            print("\(report.from) to \(report.until)\n\(table.text)")
        }
    }

    struct Latency: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How long requests took, by route.")
        @OptionGroup var period: Period

        func run() async throws {
            let report = try await period.report()
            if period.json { return print(String(decoding: report.latencyJSON(), as: UTF8.self)) }
            var table = Table(
                ["route", "count", "p50 ms", "p90 ms", "p95 ms", "p99 ms", "max ms"], rightAligned: [1, 2, 3, 4, 5, 6])
            for route in report.routes {
                let latencies = route.total.latencies
                table.add(
                    [route.name, "\(route.total.count)"]
                        + [0.5, 0.9, 0.95, 0.99].map { Self.milliseconds(latencies.percentile($0)) }
                        + [Self.milliseconds(latencies.maximum)])
            }
            print(
                "\(report.from) to \(report.until), within \(Table.decimal(LatencyHistogram.relativeError * 100, 0)) %")
            print(report.routes.isEmpty ? "no requests" : table.text)
        }

        private static func milliseconds(_ microseconds: Double?) -> String {
            microseconds.map { Table.decimal($0 / 1000, 2) } ?? "–"
        }
    }
}
