internal import Columns
internal import SemanticSearch

extension VectorColumn {
    private static let kind = "embeddings"

    func write(to path: String) throws {
        var writer = ColumnFileWriter(kind: Self.kind)
        writer.add("dimension", FlatColumn([Int64(dimension)]))
        writer.add("values", values)
        try writer.write(to: path)
    }

    static func read(_ path: String) throws -> VectorColumn {
        let file = try ColumnFile(path: path, kind: kind)
        let dimension: FlatColumn<Int64> = try file.column("dimension")
        guard dimension.count == 1, dimension[0] > 0, dimension[0] <= 65_536 else {
            throw SnapshotError.corrupt(file: path, expected: "one dimension from 1 to 65536", found: "another")
        }
        let width = Int(dimension[0])
        return try SnapshotContents.checking(path) {
            try VectorColumn(values: try file.column("values"), dimension: width)
        }
    }
}
