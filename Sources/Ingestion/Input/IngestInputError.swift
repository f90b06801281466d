/// Why an input as a whole could not be read: the user's to mend, unlike a failure of the store.
package struct IngestInputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the file.
    package let source: String
    /// What was found, and what was expected.
    package let reason: String

    package init(source: String, reason: String) {
        self.source = source
        self.reason = reason
    }

    package var description: String { "\(source): \(reason)" }
}

/// Where an input broke off; what came before it was kept.
package struct InputDamage: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the file.
    package let source: String
    /// The position in the file as it lies on disk, in bytes from 0.
    package let byteOffset: Int64
    /// What is wrong there.
    package let reason: String

    package init(source: String, byteOffset: Int64, reason: String) {
        self.source = source
        self.byteOffset = byteOffset
        self.reason = reason
    }

    package var description: String {
        "\(source): \(reason) at byte \(byteOffset); the whole lines before it were kept"
    }
}
