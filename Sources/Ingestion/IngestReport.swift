import Domain
package import Records

/// What became of the lines of one input.
package struct IngestReport: Sendable, Hashable {
    /// The name of the file, or of the route.
    package let source: String
    /// What the lines were read as.
    package let kind: RecordKind
    /// Lines, or CSV records, that are not blank.
    package internal(set) var lines = 0
    /// Records that are now in the store and were not before; of catalogue records, all that were written.
    package internal(set) var accepted = 0
    /// Events whose `event_id` the log had already.
    package internal(set) var duplicate = 0
    /// Accepted events that happened more than a day before the newest event the log had when the run began.
    ///
    /// The grace of a day lets files that overlap, or arrive out of order by hours, pass as usual.
    package internal(set) var late = 0
    /// Lines that the contract refused.
    package internal(set) var quarantined = 0
    /// The first lines that the contract refused, with their reasons.
    package internal(set) var firstReasons: [QuarantinedLine] = []
    /// Where the input broke off, if it did: everything before it was kept, and the input should be sent again.
    package internal(set) var truncated: InputDamage?
    /// How long the run took.
    package internal(set) var seconds = 0.0

    /// How late an event may be without being counted as late.
    package static let lateGrace = Instant.millisecondsPerDay

    /// How many refused lines `firstReasons` holds at most.
    package static let reasonLimit = 10
}

/// How far a run has come.
package struct IngestProgress: Sendable, Hashable {
    /// Lines done.
    package let lines: Int
    /// Bytes of the input read, as they lie on disk.
    package let bytesRead: Int64
    /// The size of the input in bytes.
    package let totalBytes: Int64
}
