internal import Domain

/// Some lines of an input, parsed: what the contract accepts, and what it refuses.
struct RecordBatch: Sendable {
    /// The accepted records of one kind, in the order of the lines.
    enum Records: Sendable {
        case events([Event])
        case messages([Message])
        case campaigns([Campaign])

        var count: Int {
            switch self {
            case .events(let events): events.count
            case .messages(let messages): messages.count
            case .campaigns(let campaigns): campaigns.count
            }
        }
    }

    var records: Records
    var rejected: [RejectedLine] = []
    /// How many lines, or CSV records, the batch is made of.
    var lines = 0
    /// How many bytes of the input had been read after it.
    var position: Int64 = 0

    init(_ kind: RecordKind) {
        switch kind {
        case .events: records = .events([])
        case .messages: records = .messages([])
        case .campaigns: records = .campaigns([])
        }
    }
}

/// A line that the contract refuses.
struct RejectedLine: Sendable, Hashable {
    let number: Int
    let violation: ContractViolation
    let sample: String
}
