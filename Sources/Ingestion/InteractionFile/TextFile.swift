/// The lines of a file that is taken whole or not at all.
enum TextFile {
    /// Calls `body` with every line that is not blank.
    ///
    /// - Throws: `InteractionFileError` naming the line of which `body` complains, or one that is too long, or the place
    ///   where the file breaks off; `IngestInputError` where it cannot be opened.
    static func forEachLine(
        of source: InputSource, _ body: (ArraySlice<UInt8>) throws(ContractViolation) -> Void
    ) throws {
        var (lines, _) = try source.open()
        while let line = lines.next() {
            guard !line.isTooLong else {
                throw InteractionFileError(source: source.name, line: line.number, reason: CSVReader.tooLong.reason)
            }
            if line.isBlank { continue }
            do throws(ContractViolation) {
                try body(line.bytes[line.range])
            } catch {
                throw InteractionFileError(source: source.name, line: line.number, reason: error.reason)
            }
        }
        if let damage = lines.damage {
            throw InteractionFileError(
                source: source.name, line: nil, reason: "\(damage.reason) at byte \(damage.byteOffset)")
        }
    }
}
