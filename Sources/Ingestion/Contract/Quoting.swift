/// `text` in quotes for a reason: cut after 40 characters, without control characters.
func quoted(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(40) {
        shown.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return "\"" + shown + (text.unicodeScalars.count > 40 ? "…\"" : "\"")
}

/// "a", "a or b", "a, b or c".
func alternatives(_ items: [String]) -> String {
    guard items.count > 1, let last = items.last else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " or " + last
}

/// The one of `names` that is closest to `name` by edits (Levenshtein), where it takes at most three and fewer than
/// half of its letters; for "did you mean".
func nearestName(to name: String, among names: [String]) -> String? {
    let wanted = Array(name.lowercased().utf8.prefix(64))
    var best: (name: String, edits: Int)?
    for candidate in names {
        let other = Array(candidate.utf8)
        var row = Array(0...other.count)
        for (index, byte) in wanted.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in other.indices {
                let replaced = diagonal + (other[column] == byte ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        let edits = row[other.count]
        if edits <= 3, edits * 2 < other.count, edits < best?.edits ?? .max { best = (candidate, edits) }
    }
    return best?.name
}
