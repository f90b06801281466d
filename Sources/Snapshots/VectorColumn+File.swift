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

    /// Maps the vectors without reading them, so that only rows that are asked for come into memory.
    ///
    /// Verifying checksums reads the whole file anyway: then every value is also known to be finite.
    static func read(_ path: String, verifying: SnapshotStore.Verification) throws -> VectorColumn {
        let file = try ColumnFile(path: path, kind: kind)
        let dimension: FlatColumn<Int64> = try file.column("dimension")
        guard dimension.count == 1, dimension[0] > 0, dimension[0] <= 65_536 else {
            throw SnapshotError.corrupt(file: path, expected: "one dimension from 1 to 65536", found: "another")
        }
        let width = Int(dimension[0])
        return try SnapshotContents.checking(path) {
            let vectors = try VectorColumn(checked: try file.column("values"), dimension: width)
            if verifying == .checksums {
                try vectors.checkFinite()
                file.release()
            }
            file.expect(.random)
            return vectors
        }
    }
}
