/// What a benchmark of the encoder found; `murmur benchmark encoder --json` prints it as it stands.
package struct EncoderReport: Sendable, Codable {
    /// Times of single messages in milliseconds.
    package struct Latency: Sendable, Codable {
        package let min, p50, p95: Double
    }

    /// The number of texts and the mean of their tokens, the two that frame a text included.
    package let texts: Int
    package let meanTokens: Double
    /// Threads that shared the texts.
    package let threads: Int
    /// The precision of weights and products.
    package let precision: String
    /// Messages a second by the clock, the best and the median of repeats.
    package let messagesPerSecond, messagesPerSecondMedian: Double
    /// Messages a CPU-second, the best and the median of repeats.
    package let messagesPerCPUSecond, messagesPerCPUSecondMedian: Double
    /// One message alone, on one thread.
    package let singleMessage: Latency
    /// GFLOP/s a core of the machine's BLAS on the shapes of the model, each weighed by its share of the work; nil
    /// without a BLAS.
    package let sgemmGigaflops: Double?
    /// GFLOP/s a core of encoding: operations of the matrix products by all the CPU time, whatever it went to.
    package let encoderGigaflops: Double
    /// The second by the first.
    package let shareOfSGEMM: Double?
    /// The encoder's instruction set and the machine's BLAS.
    package let kernel, blas: String
    /// The most memory that was resident.
    package let peakResidentBytes: Int

    enum CodingKeys: String, CodingKey {
        case texts, threads, precision, kernel, blas
        case meanTokens = "mean_tokens"
        case messagesPerSecond = "messages_per_second"
        case messagesPerSecondMedian = "messages_per_second_median"
        case messagesPerCPUSecond = "messages_per_cpu_second"
        case messagesPerCPUSecondMedian = "messages_per_cpu_second_median"
        case singleMessage = "single_message_ms"
        case sgemmGigaflops = "sgemm_gflops"
        case encoderGigaflops = "encoder_gflops"
        case shareOfSGEMM = "share_of_sgemm"
        case peakResidentBytes = "peak_rss_bytes"
    }
}
