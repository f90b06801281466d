/// The stages of an answer about messages, in their order.
package enum AnswerStage: String, CaseIterable, Sendable {
    /// Who asks, what their history says, and what the rules forbid.
    case query
    /// What the sources propose.
    case retrieve
    /// What each source says of each candidate.
    case score
    /// Which candidates become items, and in what order.
    case arrange
    /// Contributions with evidence, reasons, decisions, and the ranks without each source.
    case explain
}
