internal import Columns
internal import Graph

extension Touches {
    private static let kind = "touches"

    func write(to path: String) throws {
        var writer = ColumnFileWriter(kind: Self.kind)
        writer.add("offsets", offsets)
        writer.add("messages", messages)
        writer.add("types", types)
        writer.add("times", times)
        try writer.write(to: path)
    }

    static func read(_ path: String, messageCount: Int) throws -> Touches {
        let file = try ColumnFile(path: path, kind: kind)
        let offsets: FlatColumn<Int64> = try file.column("offsets")
        let messages: FlatColumn<Int32> = try file.column("messages")
        let types: FlatColumn<UInt8> = try file.column("types")
        let times: FlatColumn<Int64> = try file.column("times")
        return try SnapshotContents.checking(path) {
            try Touches(offsets: offsets, messages: messages, types: types, times: times, messageCount: messageCount)
        }
    }
}
