#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The logistic function and its inverse in single precision, with XGBoost's own order of operations.
enum Logistic {
    /// The probability of a log-odds margin, in 0...1.
    static func probability(margin: Float) -> Float {
        // XGBoost bounds the exponent at 88.7, where expf is still finite.
        1 / (expf(min(-margin, 88.7)) + 1)
    }

    /// The log-odds margin of a probability in (0, 1).
    static func margin(probability: Float) -> Float { -logf(1 / probability - 1) }
}
