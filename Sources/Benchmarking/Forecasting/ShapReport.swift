/// What a benchmark of the explanation found; `murmur benchmark shap --json` prints it as it stands.
///
/// Times are milliseconds of one thread's CPU for one call.
package struct ShapReport: Sendable, Codable {
    /// The trees of the forest, their greatest depth and all their leaves.
    package let trees, depth, leaves: Int
    /// The features of a row, and the rows of a call.
    package let features, rows: Int
    /// All rows in one call, the best and the median of repeats.
    package let milliseconds, millisecondsMedian: Double
    /// One row alone, the best of repeats.
    package let singleRow: Double
    /// libxgboost's `pred_contribs` of the same rows, the model loaded and the table made before the clock starts.
    package let libraryMilliseconds, libraryMillisecondsMedian: Double
    /// libxgboost's time by the forest's, of bests and of medians.
    package let ratio, ratioOfMedians: Double
    /// The greatest difference of any contribution from libxgboost's, which adds in single precision.
    package let greatestDifference: Double
    /// The forest's instruction set.
    package let kernel: String

    enum CodingKeys: String, CodingKey {
        case trees, depth, leaves, features, rows, ratio, kernel
        case milliseconds = "ms"
        case millisecondsMedian = "ms_median"
        case singleRow = "single_row_ms"
        case libraryMilliseconds = "xgboost_ms"
        case libraryMillisecondsMedian = "xgboost_ms_median"
        case ratioOfMedians = "ratio_of_medians"
        case greatestDifference = "greatest_difference"
    }
}
