internal import Columns
internal import Graph

/// The item weights of a snapshot: one file with the rows of the method that ships, or with none.
extension ItemGraph {
    private static let kind = "items"

    static func write(_ items: ItemGraph?, to path: String) throws {
        let methods = items?.methods ?? []
        guard methods.count <= 1 else {
            throw SnapshotError.invalid(reason: "its graph has \(methods.count) methods of item weights, expected one")
        }
        var writer = ColumnFileWriter(kind: kind)
        writer.add("method_count", FlatColumn([Int64(methods.count)]))
        for method in methods {
            writer.add("offsets", method.rows.offsets)
            writer.add("targets", method.rows.targets)
            writer.add("weights", method.rows.weights)
        }
        try writer.write(to: path)
    }

    /// Maps the rows; nil where the manifest says that the walk ships.
    static func read(_ path: String, signal: GraphSignal, messageCount: Int) throws -> ItemGraph? {
        let file = try ColumnFile(path: path, kind: kind)
        let count: FlatColumn<Int64> = try file.column("method_count")
        let expected: Int64 = signal.recipe == nil ? 0 : 1
        guard count.count == 1, count[0] == expected else {
            throw SnapshotError.corrupt(
                file: path, expected: "\(expected) methods, as the manifest says",
                found: count.count == 1 ? "\(count[0])" : "no count")
        }
        guard let recipe = signal.recipe else { return nil }
        return try SnapshotContents.checking(path) {
            let rows = try ItemRows(
                offsets: try file.column("offsets"), targets: try file.column("targets"),
                weights: try file.column("weights"), messageCount: messageCount)
            return try recipe.graph(of: rows)
        }
    }
}
