internal import Columns
package import SemanticSearch

/// Builds an index over real vectors and measures how fast it answers at which recall.
///
/// Queries are timed on the calling thread alone; recall is measured outside of the time.
///
/// - Thread safety: immutable; but measure one at a time.
package struct VectorBenchmark: Sendable {
    /// What is measured.
    package let plan: VectorBenchmarkPlan
    /// What building took.
    package let build: VectorReport.Build
    /// The share that the filter really allows.
    package let selectivity: Double?
    private let index: HNSWIndex
    private let mapped: MappedVectors?
    private let filter: OrdinalFilter?
    private let queries: [[Float]]
    private let truth: [[Neighbor]]

    /// Builds the index, timed, and finds the truth where it is not given or a filter changes it.
    ///
    /// - Parameter truth: for each query at least `k` ordinals, the nearest first, over all vectors.
    /// - Throws: `VectorError` when plan, base and queries do not fit together, `VectorBenchmarkError` when the truth
    ///   does not.
    package init(
        base: VectorColumn, queries: [[Float]], truth given: [[Int32]]? = nil, plan: VectorBenchmarkPlan
    ) throws {
        guard base.count > 0, !queries.isEmpty else { throw VectorBenchmarkError.nothingToMeasure }
        for (row, query) in queries.enumerated() where query.count != base.dimension {
            throw VectorBenchmarkError.queryDimension(row: row, expected: base.dimension, found: query.count)
        }
        let truth = try given.map { try Self.neighbors($0, of: queries, in: base, plan: plan) }
        mapped = plan.precision == .compact ? try MappedVectors(copying: base) : nil
        let base = mapped?.vectors ?? base
        let wall = ResourceUse.wallSeconds()
        let cpu = ResourceUse.processSeconds()
        let codes =
            plan.precision == .fp32 ? nil : CodeColumn(coding: base, metric: plan.metric, threads: plan.threads)
        let graph = try HNSWBuilder(vectors: base, metric: plan.metric, parameters: plan.parameters, codes: codes)
            .build(threads: plan.threads)
        index = try HNSWIndex(graph: graph, vectors: base, metric: plan.metric, codes: codes)
        let seconds = ResourceUse.wallSeconds() - wall
        let cpuSeconds = ResourceUse.processSeconds() - cpu
        let sizes = (graph: graph.byteCount, codes: codes?.byteCount ?? 0, vectors: 4 * base.values.count)
        build = VectorReport.Build(
            count: base.count, dimension: base.dimension, precision: plan.precision, threads: plan.threads,
            buildSeconds: seconds, buildCPUSeconds: cpuSeconds, graphBytes: sizes.graph, codeBytes: sizes.codes,
            vectorBytes: sizes.vectors,
            indexBytes: sizes.graph + sizes.codes + (mapped == nil ? sizes.vectors : 0),
            mappedBytes: mapped == nil ? 0 : sizes.vectors)
        filter = plan.selectivity.map { SampleFilter.make(count: base.count, selectivity: $0) }
        selectivity = filter?.selectivity
        self.plan = plan
        self.queries = queries
        if let truth, filter == nil {
            self.truth = truth
        } else {
            self.truth = try ExactNeighbors.find(
                queries, in: base, metric: plan.metric, k: plan.k, filter: filter, threads: plan.threads)
        }
    }

    /// Measures the beam of `efSearch` once: recall, seconds of clock and of CPU for all queries, and the usual path.
    ///
    /// Mapped vectors are forgotten before the first query and after every few: then each row that is compared in fp32
    /// comes from the disk, and that is part of the time.
    ///
    /// - Throws: what a search throws.
    package func measure(efSearch: Int) throws -> VectorSample {
        mapped?.drop()
        defer { mapped?.drop() }
        for (number, query) in queries.prefix(50).enumerated() {
            _ = try search(query, efSearch)
            if let mapped, isLastBeforeDrop(number) {
                mapped.notePeak()
                mapped.drop()
            }
        }
        var results: [SearchResult] = []
        results.reserveCapacity(queries.count)
        let wall = ResourceUse.wallSeconds()
        let cpu = ResourceUse.threadSeconds()
        if let mapped {
            for (number, query) in queries.enumerated() {
                results.append(try search(query, efSearch))
                if isLastBeforeDrop(number) { mapped.drop() }
            }
        } else {
            for query in queries { results.append(try search(query, efSearch)) }
        }
        let cpuSeconds = ResourceUse.threadSeconds() - cpu
        let seconds = ResourceUse.wallSeconds() - wall
        mapped?.expectAll()
        let paths = SearchPath.allCases.map { path in (path, results.count { $0.path == path }) }
        let usual = paths.max { $0.1 < $1.1 }?.0 ?? .exact
        return VectorSample(
            efSearch: efSearch, queries: queries.count, recall: recall(of: results), seconds: seconds,
            cpuSeconds: cpuSeconds, path: usual.rawValue)
    }

    /// Measures every beam of `beams`, all of them once a repeat.
    ///
    /// - Parameter enough: the curve ends with the first beam of a greater recall.
    /// - Throws: what a search throws.
    package func curve(beams: [Int], enough: Double = 1) throws -> [VectorReport.Point] {
        var beams = beams
        var samples: [Int: [VectorSample]] = [:]
        for _ in 0..<max(1, plan.repeats) {
            for (place, beam) in beams.enumerated() {
                let sample = try measure(efSearch: beam)
                samples[beam, default: []].append(sample)
                if sample.recall > enough {
                    beams = Array(beams[...place])
                    break
                }
            }
        }
        return beams.compactMap { beam in
            let samples = samples[beam] ?? []
            return samples.first.map { VectorReport.Point(samples, first: $0) }
        }
    }

    /// The report of a curve.
    package func report(_ curve: [VectorReport.Point]) -> VectorReport {
        VectorReport(
            build: build, queries: queries.count, k: plan.k, selectivity: selectivity, curve: curve,
            peakResidentBytes: ResourceUse.peakResidentBytes(), mappedResidentBytes: mapped?.peak)
    }

    /// Whether mapped vectors are forgotten after the query of that number.
    private func isLastBeforeDrop(_ number: Int) -> Bool { (number + 1) % MappedVectors.queriesBetweenDrops == 0 }

    @inline(__always)
    private func search(_ query: [Float], _ efSearch: Int) throws -> SearchResult {
        try index.search(query, k: plan.k, efSearch: efSearch, filter: filter)
    }

    /// The mean share of the truth that was found; similarities are computed again from the vectors, so that an index
    /// that reports others cannot better its recall.
    private func recall(of results: [SearchResult]) -> Double {
        var sum = 0.0
        for (query, result) in results.enumerated() {
            let found = result.neighbors.map { neighbor in
                Neighbor(
                    ordinal: neighbor.ordinal,
                    similarity: index.vectors.similarity(
                        Int(neighbor.ordinal), to: queries[query], metric: plan.metric))
            }
            sum += Recall.share(of: truth[query], in: found)
        }
        return sum / Double(results.count)
    }

    /// Given ordinals with their similarities, the first `k` of each query.
    private static func neighbors(
        _ given: [[Int32]], of queries: [[Float]], in base: VectorColumn, plan: VectorBenchmarkPlan
    ) throws -> [[Neighbor]] {
        let wanted = min(plan.k, base.count)
        guard given.count >= queries.count else {
            throw VectorBenchmarkError.truthRows(expected: queries.count, found: given.count)
        }
        return try zip(queries, given).enumerated().map { row, pair in
            let ordinals = pair.1.prefix(wanted)
            guard ordinals.count == wanted, ordinals.allSatisfy({ $0 >= 0 && Int($0) < base.count }) else {
                throw VectorBenchmarkError.truthOrdinals(row: row, expected: wanted, count: base.count)
            }
            return ordinals.map {
                Neighbor(ordinal: $0, similarity: base.similarity(Int($0), to: pair.0, metric: plan.metric))
            }.sorted { $0.similarity > $1.similarity }
        }
    }
}
