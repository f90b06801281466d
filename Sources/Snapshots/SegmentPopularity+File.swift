internal import Columns
internal import Graph

extension SegmentPopularity {
    private static let kind = "segments"

    func write(to path: String) throws {
        var writer = ColumnFileWriter(kind: Self.kind)
        writer.add("codes", codes)
        writer.add("people", people)
        writer.add("offsets", offsets)
        writer.add("messages", messages)
        writer.add("weights", weights)
        writer.add("users", users)
        writer.add("user_codes", userCodes)
        try writer.write(to: path)
    }

    static func read(_ path: String, messageCount: Int) throws -> SegmentPopularity {
        let file = try ColumnFile(path: path, kind: kind)
        return try SnapshotContents.checking(path) {
            try SegmentPopularity(
                codes: try file.column("codes"), people: try file.column("people"), offsets: try file.column("offsets"),
                messages: try file.column("messages"), weights: try file.column("weights"),
                users: try file.column("users"), userCodes: try file.column("user_codes"), messageCount: messageCount)
        }
    }
}
