package import Domain

/// Why a request could not be answered as of another time.
package enum TimeTravelError: Error, Equatable, CustomStringConvertible {
    /// No snapshot as of that time or before it can be opened; the oldest that is kept is as of `oldest`.
    case noSnapshot(asOf: Instant, oldest: Instant?)

    package var description: String {
        switch self {
        case .noSnapshot(let time, let oldest):
            "as_of: no snapshot as of \(time) or before can be opened: "
                + (oldest.map { "the oldest that is kept is as of \($0)" } ?? "none is kept")
        }
    }
}
