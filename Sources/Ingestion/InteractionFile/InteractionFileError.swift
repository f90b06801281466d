/// What is wrong with an interaction file or a file of item texts: the user's to mend.
package struct InteractionFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the file.
    package let source: String
    /// The line, from 1; nil where the file as a whole is meant.
    package let line: Int?
    /// What was expected, and what was found.
    package let reason: String

    package init(source: String, line: Int?, reason: String) {
        self.source = source
        self.line = line
        self.reason = reason
    }

    package var description: String { line.map { "\(source), line \($0): \(reason)" } ?? "\(source): \(reason)" }
}
