/// Why a build could not be made; the previous snapshot is still current.
package enum IndexingError: Error, Equatable, CustomStringConvertible {
    /// The log holds nothing to build from.
    case noEvents
    /// The catalogue holds nothing to recommend.
    case noMessages
    /// The build's own check of what it made failed.
    case validationFailed(check: String, found: String)

    package var description: String {
        switch self {
        case .noEvents: "there are no events to index: run `murmur ingest` first"
        case .noMessages:
            "there are no messages to index: ingest a catalogue (`murmur ingest --kind messages`) or `message` events"
        case .validationFailed(let check, let found): "the new snapshot did not pass its validation: \(check): \(found)"
        }
    }
}
