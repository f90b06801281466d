/// What a benchmark of the vector index found; `murmur benchmark vectors --json` prints it as it stands.
package struct VectorReport: Sendable, Codable {
    /// What building took and how large the index is.
    package struct Build: Sendable, Codable {
        /// Vectors and values of each.
        package let count, dimension: Int
        /// The walk's precision.
        package let precision: VectorPrecision
        /// Threads of the build.
        package let threads: Int
        /// Seconds by the clock and of CPU, coding included.
        package let buildSeconds, buildCPUSeconds: Double
        /// Bytes of links, of codes and of 32-bit vectors, and the sum of those that are in memory.
        package let graphBytes, codeBytes, vectorBytes, indexBytes: Int
        /// Bytes of the vectors in a mapped file, 0 where they are in memory.
        package let mappedBytes: Int

        enum CodingKeys: String, CodingKey {
            case count, dimension, precision, threads
            case buildSeconds = "build_seconds"
            case buildCPUSeconds = "build_cpu_seconds"
            case graphBytes = "graph_bytes"
            case codeBytes = "code_bytes"
            case vectorBytes = "vector_bytes"
            case indexBytes = "index_bytes"
            case mappedBytes = "mapped_bytes"
        }
    }

    /// One width of the beam: recall, and queries a second of clock and of CPU, the best and the median of repeats.
    package struct Point: Sendable, Codable {
        /// The width of the beam.
        package let efSearch: Int
        /// The share of true neighbours found, up to equal similarity.
        package let recall: Double
        /// Queries a second by the clock.
        package let qps, qpsMedian: Double
        /// Queries a CPU-second.
        package let qpsCPU, qpsCPUMedian: Double
        /// The way that most queries took.
        package let path: String

        enum CodingKeys: String, CodingKey {
            case recall, qps, path
            case efSearch = "ef_search"
            case qpsMedian = "qps_median"
            case qpsCPU = "qps_cpu"
            case qpsCPUMedian = "qps_cpu_median"
        }

        /// A point of one sample alone.
        package init(_ sample: VectorSample) {
            self.init([sample], first: sample)
        }

        /// The best and the median of `samples` of one beam, `first` being one of them.
        init(_ samples: [VectorSample], first: VectorSample) {
            let wall = Spread(samples.map(\.qps))
            let cpu = Spread(samples.map(\.qpsCPU))
            efSearch = first.efSearch
            recall = first.recall
            qps = wall.greatest
            qpsMedian = wall.median
            qpsCPU = cpu.greatest
            qpsCPUMedian = cpu.median
            path = first.path
        }
    }

    /// The build.
    package let build: Build
    /// The queries and the neighbours asked of each.
    package let queries, k: Int
    /// The share of vectors that the filter really allows, or nil without one.
    package let selectivity: Double?
    /// The steps, from narrow to wide.
    package let curve: [Point]
    /// The most memory that was resident, truth and inputs included.
    package let peakResidentBytes: Int
    /// The most of the mapped file that was in memory before it was forgotten again; nil without one, or where the
    /// system does not say.
    package let mappedResidentBytes: Int?

    /// The recalls at which speeds are compared.
    package static let recalls = [0.95, 0.99]

    /// Queries a CPU-second at `recall`, the best of repeats or their median; nil where the curve does not get there.
    package func speed(at recall: Double, median: Bool = false) -> Double? {
        RecallCurve.speed(at: recall, of: curve.map { ($0.recall, median ? $0.qpsCPUMedian : $0.qpsCPU) })
    }

    enum CodingKeys: String, CodingKey {
        case queries, k, curve, path
        case selectivity = "filter_selectivity"
        case peakResidentBytes = "peak_rss_bytes"
        case mappedResidentBytes = "mapped_resident_bytes"
        case atRecall = "qps_cpu_at_recall"
        case atRecallMedian = "qps_cpu_median_at_recall"
    }

    package init(
        build: Build, queries: Int, k: Int, selectivity: Double?, curve: [Point], peakResidentBytes: Int,
        mappedResidentBytes: Int? = nil
    ) {
        self.build = build
        self.queries = queries
        self.k = k
        self.selectivity = selectivity
        self.curve = curve
        self.peakResidentBytes = peakResidentBytes
        self.mappedResidentBytes = mappedResidentBytes
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        build = try Build(from: decoder)
        queries = try fields.decode(Int.self, forKey: .queries)
        k = try fields.decode(Int.self, forKey: .k)
        selectivity = try fields.decodeIfPresent(Double.self, forKey: .selectivity)
        curve = try fields.decode([Point].self, forKey: .curve)
        peakResidentBytes = try fields.decode(Int.self, forKey: .peakResidentBytes)
        mappedResidentBytes = try fields.decodeIfPresent(Int.self, forKey: .mappedResidentBytes)
    }

    package func encode(to encoder: any Encoder) throws {
        try build.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(queries, forKey: .queries)
        try fields.encode(k, forKey: .k)
        try fields.encodeIfPresent(selectivity, forKey: .selectivity)
        try fields.encode(curve, forKey: .curve)
        try fields.encode(curve.last?.path, forKey: .path)
        try fields.encode(peakResidentBytes, forKey: .peakResidentBytes)
        try fields.encodeIfPresent(mappedResidentBytes, forKey: .mappedResidentBytes)
        for (key, median) in [(CodingKeys.atRecall, false), (.atRecallMedian, true)] {
            let speeds = Self.recalls.map { ("\($0)", speed(at: $0, median: median)) }
            try fields.encode(Dictionary(uniqueKeysWithValues: speeds), forKey: key)
        }
    }
}
