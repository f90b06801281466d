package import Recommender

/// What makes JSON of a recommendation and keeps it: the server's own way, lent to the benchmark.
package protocol AnswerDesk {
    /// Composes the answer with its full explanation, and the explanation that is kept; gives the bytes of the latter.
    func compose(_ recommendation: Recommendation, request: RecommendationRequest, number: Int) -> [UInt8]

    /// Keeps the answers composed so far.
    func keep() async throws

    /// The explanation of an answer, from what was kept; nil where it was not.
    func explanation(number: Int) async throws -> [UInt8]?

    /// Lets go of everything that was composed or kept.
    func clear() async
}
