internal import Columns
internal import SemanticSearch

extension HNSWIndex {
    private static let kind = "hnsw"

    func write(to path: String) throws {
        guard let codes else { throw SnapshotError.invalid(reason: "its vector index has no codes to walk on") }
        var writer = ColumnFileWriter(kind: Self.kind)
        writer.add("count_and_entry", FlatColumn([Int64(graph.count), Int64(graph.entryPoint)]))
        writer.add("base_links", graph.columns.baseLinks)
        writer.add("upper_offsets", graph.columns.upperOffsets)
        writer.add("upper_links", graph.columns.upperLinks)
        writer.add("next_equal", graph.columns.nextEqual)
        writer.add("codes", codes.codes)
        writer.add("code_terms", codes.terms)
        writer.add("code_offset", codes.offset)
        try writer.write(to: path)
    }

    /// Maps links and codes; neither is copied, and the vectors are not touched.
    static func read(_ path: String, parameters: HNSWParameters, vectors: VectorColumn) throws -> HNSWIndex {
        let file = try ColumnFile(path: path, kind: kind)
        let scalars: FlatColumn<Int64> = try file.column("count_and_entry")
        guard scalars.count == 2, let count = Int32(exactly: scalars[0]), let entry = Int32(exactly: scalars[1]) else {
            throw SnapshotError.corrupt(file: path, expected: "a count and an entry point", found: "others")
        }
        let columns = HNSWGraph.Columns(
            baseLinks: try file.column("base_links"), upperOffsets: try file.column("upper_offsets"),
            upperLinks: try file.column("upper_links"), nextEqual: try file.column("next_equal"))
        return try SnapshotContents.checking(path) {
            let graph = try HNSWGraph(
                columns: columns, count: Int(count), entryPoint: entry, parameters: parameters)
            let codes = try CodeColumn(
                codes: try file.column("codes"), terms: try file.column("code_terms"),
                offset: try file.column("code_offset"), count: Int(count), dimension: vectors.dimension,
                metric: .innerProduct)
            return try HNSWIndex(graph: graph, vectors: vectors, metric: .innerProduct, codes: codes)
        }
    }
}
