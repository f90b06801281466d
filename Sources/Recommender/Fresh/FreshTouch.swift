package import Domain

/// Something a user did with a message after the snapshot was built.
package struct FreshTouch: Sendable, Equatable {
    /// The message's ordinal in the corpus.
    package let message: Int32
    /// What was done.
    package let type: EventType
    /// When.
    package let time: Instant
    /// What it weighs: the weight of its type, without decay.
    ///
    /// The snapshot's weights are decayed to its own time. An event after that counts as if it had happened at that
    /// time, so no weight depends on the clock, and a day of new events does not drown a year of old ones.
    package let weight: Double
}
