internal import Columns
internal import Forecasting

extension ForestNode: ColumnElement { package static var columnCode: UInt32 { 100 } }

extension Forest {
    private static let kind = "forest"

    func write(to path: String) throws { try Self.write(self, to: path) }

    /// Writes a forest, or a file that says that there is none: without any feature.
    static func write(_ forest: Forest?, to path: String) throws {
        var writer = ColumnFileWriter(kind: kind)
        forest?.add(to: &writer)
        if forest == nil {
            writer.add("feature_names.offsets", FlatColumn([Int64(0)]))
            writer.add("feature_names.bytes", FlatColumn([UInt8]()))
        }
        try writer.write(to: path)
    }

    private func add(to writer: inout ColumnFileWriter) {
        let names = StringTable(featureNames)
        writer.add("feature_names.offsets", names.offsets)
        writer.add("feature_names.bytes", names.bytes)
        writer.add("base_margin", FlatColumn([baseMargin]))
        writer.add("nodes", columns.nodes)
        writer.add("covers", columns.covers)
        writer.add("tree_starts", columns.treeStarts)
    }

    static func read(_ path: String, objective: BoosterObjective) throws -> Forest {
        guard let forest = try readIfAny(path, objective: objective) else {
            throw SnapshotError.corrupt(file: path, expected: "a forest", found: "none")
        }
        return forest
    }

    /// Maps the forest of a file; nil where the file says that there is none.
    static func readIfAny(_ path: String, objective: BoosterObjective) throws -> Forest? {
        let file = try ColumnFile(path: path, kind: kind)
        let names = try StringTable(
            offsets: file.column("feature_names.offsets"), bytes: file.column("feature_names.bytes"), sorted: false,
            file: path)
        guard names.count > 0 else { return nil }
        let base: FlatColumn<Float> = try file.column("base_margin")
        guard base.count == 1 else {
            throw SnapshotError.corrupt(file: path, expected: "one base margin", found: "\(base.count)")
        }
        let columns = ForestColumns(
            nodes: try file.column("nodes"), covers: try file.column("covers"),
            treeStarts: try file.column("tree_starts"))
        return try SnapshotContents.checking(path) {
            try Forest(
                columns: columns, featureNames: (0..<names.count).map { names[$0] }, baseMargin: base[0],
                objective: objective)
        }
    }
}
