internal import Columns
internal import Forecasting

extension ForestNode: ColumnElement { package static var columnCode: UInt32 { 100 } }

extension Forest {
    private static let kind = "forest"

    func write(to path: String) throws {
        var writer = ColumnFileWriter(kind: Self.kind)
        let names = StringTable(featureNames)
        writer.add("feature_names.offsets", names.offsets)
        writer.add("feature_names.bytes", names.bytes)
        writer.add("base_margin", FlatColumn([baseMargin]))
        writer.add("nodes", columns.nodes)
        writer.add("covers", columns.covers)
        writer.add("tree_starts", columns.treeStarts)
        try writer.write(to: path)
    }

    static func read(_ path: String, objective: BoosterObjective) throws -> Forest {
        let file = try ColumnFile(path: path, kind: kind)
        let names = try StringTable(
            offsets: file.column("feature_names.offsets"), bytes: file.column("feature_names.bytes"), sorted: false,
            file: path)
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
