/// A line of JSON made of raw values by name, in the order of names.
func jsonLine(_ members: [String: String]) -> String {
    "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
}

/// A good event with some raw values changed, added, or taken away by an empty one.
func eventLine(_ changes: [String: String] = [:]) -> String {
    var members = [
        "event_id": "\"e1\"", "event_time": "\"2025-05-05T05:05:05Z\"", "event_type": "\"click\"",
        "user_id": "\"u1\"", "message_id": "\"m1\"",
    ]
    members.merge(changes) { $1 }
    return jsonLine(members.filter { !$0.value.isEmpty })
}
