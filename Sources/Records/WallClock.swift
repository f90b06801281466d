package import Domain
internal import Foundation

/// The system's clock, as something that can be passed in.
package enum WallClock {
    /// The time now, to the millisecond.
    @Sendable package static func now() -> Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
