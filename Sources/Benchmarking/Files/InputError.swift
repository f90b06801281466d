/// What is wrong with a file that was given to measure on, and where in it.
package struct InputError: Error, Equatable, CustomStringConvertible {
    /// The file as the caller named it.
    package let file: String
    /// The byte at which the file stops making sense, in its inflated content for a gzipped one; nil for the whole file.
    package let offset: Int?
    /// What was expected and what was found.
    package let reason: String

    /// Describes a file that cannot be used.
    package init(file: String, offset: Int? = nil, reason: String) {
        self.file = file
        self.offset = offset
        self.reason = reason
    }

    package var description: String {
        offset.map { "\(file): byte \($0): \(reason)" } ?? "\(file): \(reason)"
    }
}
