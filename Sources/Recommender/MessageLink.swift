package import Domain

/// A message that leads to something found, with its part of the score.
package struct MessageLink: Sendable, Equatable {
    package let messageID: MessageID
    package let text: String
    /// Its part of the score, above 0, at most 1 up to rounding.
    package let share: Double
}
