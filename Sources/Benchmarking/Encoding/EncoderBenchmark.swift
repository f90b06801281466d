package import SemanticSearch

/// Measures how fast texts become vectors, and how much of the machine's own matrix speed that uses.
package struct EncoderBenchmark: Sendable {
    private let encoder: SentenceEncoder
    private let texts: [String]
    private let threads: Int
    private let repeats: Int
    private let precision: String

    /// Rows of the products that the machine's BLAS is asked for: the tokens of one batch of the encoder.
    private static let batchRows = 256
    /// Texts that are encoded alone, one after the other.
    private static let singleTexts = 300

    /// A benchmark of `encoder` on `texts`, at least one, shared by `threads` threads.
    package init(encoder: SentenceEncoder, precision: String, texts: [String], threads: Int, repeats: Int) {
        self.encoder = encoder
        self.precision = precision
        self.texts = texts
        self.threads = max(1, threads)
        self.repeats = max(1, repeats)
    }

    /// Runs it: all texts once a repeat with the BLAS in between, then single messages.
    ///
    /// - Throws: `EncoderError`.
    package func run() throws -> EncoderReport {
        var scratch: [Int32] = []
        let tokens = texts.reduce(0) { $0 + encoder.tokenizer.tokenize($1, into: &scratch) }
        _ = try encoder.encode(Array(texts.prefix(64)), threads: threads)
        var wall: [Double] = []
        var cpu: [Double] = []
        var sgemm: [Double] = []
        for _ in 0..<repeats {
            if let rate = sgemmRate() { sgemm.append(rate) }
            let wallStart = ResourceUse.wallSeconds()
            let cpuStart = ResourceUse.processSeconds()
            _ = try encoder.encode(texts, threads: threads)
            cpu.append(max(1e-9, ResourceUse.processSeconds() - cpuStart))
            wall.append(max(1e-9, ResourceUse.wallSeconds() - wallStart))
        }
        let count = Double(texts.count)
        let perSecond = Spread(wall.map { count / $0 })
        let perCPUSecond = Spread(cpu.map { count / $0 })
        let gigaflops = encoder.operations(for: texts) / Spread(cpu).least / 1e9
        let yardstick = sgemm.isEmpty ? nil : Spread(sgemm).greatest
        return EncoderReport(
            texts: texts.count, meanTokens: Double(tokens) / max(1, count), threads: threads, precision: precision,
            messagesPerSecond: perSecond.greatest, messagesPerSecondMedian: perSecond.median,
            messagesPerCPUSecond: perCPUSecond.greatest, messagesPerCPUSecondMedian: perCPUSecond.median,
            singleMessage: try singleMessage(), sgemmGigaflops: yardstick, encoderGigaflops: gigaflops,
            shareOfSGEMM: yardstick.map { gigaflops / $0 }, kernel: encoder.kernelName,
            blas: BLASRuntime.describe().name, peakResidentBytes: ResourceUse.peakResidentBytes())
    }

    private func singleMessage() throws -> EncoderReport.Latency {
        let texts = texts.prefix(Self.singleTexts)
        for text in texts.prefix(10) { _ = try encoder.encode(text) }
        let times = try texts.map { text in
            let start = ResourceUse.wallSeconds()
            _ = try encoder.encode(text)
            return (ResourceUse.wallSeconds() - start) * 1000
        }
        let spread = Spread(times)
        return EncoderReport.Latency(min: spread.least, p50: spread.median, p95: spread.quantile(0.95))
    }

    /// The rate that one core's SGEMM reaches on one layer's products, one after the other.
    private func sgemmRate() -> Double? {
        var operations = 0.0
        var seconds = 0.0
        for shape in encoder.matrixShapes {
            let rate = BLASRuntime.sgemmRate(rows: Self.batchRows, depth: shape.depth, columns: shape.columns)
            guard let rate, rate > 0 else { return nil }
            let work = Double(shape.depth) * Double(shape.columns)
            operations += work
            seconds += work / rate
        }
        return seconds > 0 ? operations / seconds : nil
    }
}
