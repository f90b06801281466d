internal import Columns
package import Forecasting

/// A forest over what the three sources say, raw: the blend that ships where it ranks better than every weighted sum.
///
/// It is trained to be monotone: more from a source never makes its probability fall. A snapshot whose blend is a weighted
/// sum has none, and its file says so.
///
/// - Thread safety: an immutable value.
package struct SourceForest: Sendable {
    /// The trees; a row is the raw values in the order of `SignalSource.allCases`.
    package let forest: Forest

    /// The names of a row's values.
    package static let featureNames = SignalSource.allCases.map(\.rawValue)

    /// Takes a forest over the three sources that says a probability.
    ///
    /// - Throws: `SnapshotError.invalid` for a forest over anything else.
    package init(_ forest: Forest) throws {
        guard forest.featureNames == Self.featureNames, forest.objective == .binaryLogistic else {
            throw SnapshotError.invalid(
                reason: "a ranker is a logistic forest over \(Self.featureNames.joined(separator: ", "))")
        }
        self.forest = forest
    }

    /// The probabilities of engagement that raw values stand for, in their order.
    ///
    /// - Complexity: O(rows · trees · depth).
    package func probabilities(of rows: [SignalValues]) -> [Double] {
        let values = rows.flatMap { row in SignalSource.allCases.map { Float(row[$0]) } }
        return forest.margins(rows: values, count: rows.count).map { Double(forest.prediction(margin: $0)) }
    }
}

extension SourceForest {
    static func write(_ ranker: SourceForest?, to path: String) throws {
        try Forest.write(ranker?.forest, to: path)
    }

    /// Maps the forest; nil where the manifest says that something else ships.
    static func read(_ path: String, blend: BlendParameters) throws -> SourceForest? {
        let forest = try Forest.readIfAny(path, objective: .binaryLogistic)
        guard (forest != nil) == (blend.shipped == BlendParameters.learned) else {
            throw SnapshotError.corrupt(
                file: path,
                expected: blend.shipped == BlendParameters.learned ? "a forest, as the manifest says" : "no forest",
                found: forest == nil ? "none" : "one")
        }
        return try forest.map { forest in
            do {
                return try SourceForest(forest)
            } catch {
                throw SnapshotError.corrupt(file: path, expected: "a forest over the sources", found: "another")
            }
        }
    }
}
