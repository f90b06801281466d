import Foundation

/// The rules about what a file says, as opposed to what it imports.
enum TextRules {
    /// The SQL statements in the string literals of a Swift file, one sentence each.
    static func sqlViolations(in text: String, file: String) -> [String] {
        let patterns = [
            #"\bINSERT\s+(OR\s+\w+\s+)?INTO\b"#, #"\bCREATE\s+(UNIQUE\s+)?(TABLE|INDEX|VIEW)\b"#,
            #"\bSELECT\b[\s\S]*\bFROM\b"#, #"\bDELETE\s+FROM\b"#, #"\bUPDATE\s+\w+\s+SET\b"#,
        ]
        return SwiftSource(text).literals.compactMap { literal in
            let isSQL = patterns.contains { literal.text.range(of: $0, options: .regularExpression) != nil }
            return isSQL ? "\(file):\(literal.line): SQL text outside of its rooms" : nil
        }
    }

    /// The folders of particular machines, put together from parts so that this file does not name them itself.
    private static let machineFolders = ["work", "root", "opt/swift", "home"].map { "/" + $0 }

    /// The absolute paths of particular machines in any text, one sentence each.
    static func machinePathViolations(in text: String, file: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let found = machineFolders.first { folder in
                line.range(of: #"(^|[^\w./*}])"# + folder + #"(?![-\w])"#, options: .regularExpression) != nil
            }
            return found.map { "\(file):\(index + 1): the path of one machine, under \($0)" }
        }
    }

    /// Whether a file, folder or target is named for a grab bag, and not for what is in it.
    static func isGrabBag(_ name: String) -> Bool {
        name.range(of: "Util|Common|Helper|Manager|Extension", options: .regularExpression) != nil
    }

    /// A sentence when the file is longer than it may be.
    static func lengthViolation(of text: String, file: String) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        guard lines > House.longestFile + 1, House.longFiles[file] == nil else { return nil }
        return "\(file): \(lines) lines, more than \(House.longestFile)"
    }
}
