import Columns
import Domain
import Foundation
import SemanticSearch
import Serving
import Snapshots
import Testing

@Suite("Metrics over HTTP", .timeLimit(.minutes(2)))
struct MetricsEndToEndTests {
    private func page(_ client: TestClient) async throws -> PrometheusPage {
        let reply = try await client.get("/metrics")
        #expect(reply.status == 200)
        #expect(reply.contentType == "text/plain; version=0.0.4; charset=utf-8")
        return try PrometheusPage(reply.text)
    }

    @Test("Requests, cache and durations are counted, and no id shows")
    func counts() async throws {
        try await withWorld { world, records in
            try await withServer(
                world, records: records, configure: { $0.metricsFlushInterval = .milliseconds(20) }
            ) { client in
                for number in 0..<12 {
                    _ = try await client.get("/recommendations?user_id=\(ServedWorld.name("u", number % 4))")
                }
                _ = try await client.get("/recommendations?user_id=u01", headers: ["Cache-Control": "no-cache"])
                _ = try await client.get("/messages/nobody-knows-this")
                // What was written to SQL stays counted here.
                try await Task.sleep(for: .milliseconds(100))
                let page = try await page(client)
                let route = "GET /recommendations"
                for (cache, count) in [("hit", 8.0), ("miss", 4), ("bypass", 1)] {
                    #expect(page.value("murmur_cache_answers_total", ["outcome": cache]) == count)
                    #expect(
                        page.value("murmur_requests_total", ["route": route, "status": "2xx", "cache": cache]) == count)
                }
                #expect(
                    page.value("murmur_requests_total", ["route": "GET /messages/{id}", "status": "4xx"]) == 1)
                #expect(!(try await client.get("/metrics").text).contains("nobody-knows-this"))
                #expect(page.value("murmur_cache_failures_total") == 0)
                #expect(page.value("murmur_snapshot_info", ["snapshot_id": "world-0"]) == 1)
                #expect(page.value("murmur_snapshot_as_of_seconds") == Double(ServedWorld.asOf.seconds))
                #expect(page.value("murmur_snapshot_vector_recall_at_10") == 1)
                let name = "murmur_request_duration_seconds"
                let buckets = page.samples.filter { $0.name == name + "_bucket" && $0.labels["route"] == route }
                let counts = buckets.map(\.value)
                #expect(counts == counts.sorted() && counts.last == 13)
                #expect(buckets.last?.labels["le"] == "+Inf")
                let bounds = buckets.dropLast().compactMap { $0.labels["le"].flatMap(Double.init) }
                #expect(bounds.count == buckets.count - 1 && bounds == bounds.sorted())
                #expect(page.value(name + "_count", ["route": route]) == 13)
                #expect(try #require(page.value(name + "_sum", ["route": route])) > 0)
                #expect(try await client.get("/metrics?x=1").status == 400)
                #expect(try await client.get("/metrics", method: "POST").status == 405)
            }
        }
    }

    @Test("Before a snapshot is published there is a page without one")
    func empty() async throws {
        try await withWorld(publishing: false) { world, records in
            try await withServer(world, records: records) { client in
                let page = try await page(client)
                #expect(page.types["murmur_vector_recall_at_k"] == "gauge")
                #expect(page.value("murmur_vector_recall_samples_total") == 0)
                #expect(!page.samples.contains { $0.name.hasPrefix("murmur_snapshot") || $0.name.hasSuffix("at_k") })
            }
        }
    }

    @Test("A poor index shows the recall that its searches have offline")
    func recall() async throws {
        // Two links a node and hardly any search for them: a graph that misses much.
        let poor = HNSWParameters(m: 2, efConstruction: 2)
        try await withWorld(unseen: 2000, hnsw: poor) { world, records in
            let contents = try world.store.openCurrent().contents
            let asked = (0..<40).map { "x\(10_000 + 40 * $0)" }
            var expected = (all: 0.0, ten: 0.0)
            for id in asked {
                let message = try #require(contents.catalogue.messageOrdinal(MessageID(id)))
                let query = contents.embeddings.row(Int(contents.catalogue.messageTexts[Int(message)]))
                let found = try contents.index.search(query, k: 11)
                try #require(found.path == .graph)
                let truth = try contents.index.exact.search(query, k: 11).neighbors
                expected.all += Recall.share(of: truth, in: found.neighbors) / 40
                expected.ten += Recall.share(of: Array(truth.prefix(10)), in: found.neighbors) / 40
            }
            #expect(expected.all < 1)
            for rate in [1.0, 0] {
                try await withServer(world, records: records, configure: { $0.recallSampleRate = rate }) { client in
                    for id in asked {
                        #expect(try await client.get("/messages/\(id)/similar?limit=10").status == 200)
                    }
                    var page = try await page(client)
                    while rate > 0, page.value("murmur_vector_recall_samples_total") != 40 {
                        #expect(page.value("murmur_vector_recall_dropped_total") == 0)
                        try await Task.sleep(for: .milliseconds(20))
                        page = try await self.page(client)
                    }
                    #expect(page.value("murmur_vector_recall_sample_rate") == rate)
                    guard rate > 0 else {
                        #expect(page.value("murmur_vector_recall_samples_total") == 0)
                        #expect(!page.samples.contains { $0.name == "murmur_vector_recall_at_k" })
                        return
                    }
                    let asAsked = try #require(page.value("murmur_vector_recall_at_k", ["k": "asked"]))
                    let atTen = try #require(page.value("murmur_vector_recall_at_k", ["k": "10"]))
                    #expect(abs(asAsked - expected.all) < 1e-9)
                    #expect(abs(atTen - expected.ten) < 1e-9)
                }
            }
        }
    }
}
