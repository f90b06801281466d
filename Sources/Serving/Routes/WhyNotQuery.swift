package import Domain
internal import Recommender

/// The question why a message is not recommended: the request it is missed in, and the message.
package struct WhyNotQuery: Hashable, Sendable {
    /// The message that is missed.
    package let message: MessageID
    /// The request as `/recommendations` would take it.
    package let query: RecommendationQuery

    package init(message: MessageID, query: RecommendationQuery) {
        self.message = message
        self.query = query
    }

    /// The parameter that stands for a request's own `message_id`, which here names the message that is missed.
    static let around = "around"

    /// Takes the question out of `parameters`: those of a recommendation, with `message_id` the message that is missed.
    ///
    /// - Throws: `Problem` naming the first parameter at fault.
    package init(_ parameters: Parameters) throws(Problem) {
        try parameters.allowOnly(RecommendationQuery.names.filter { $0 != "explain" } + [Self.around])
        guard let message = try parameters.identifier("message_id") else {
            throw Problem.invalid("message_id", expected: "the id of the message that is missed")
        }
        _ = try parameters.identifier(Self.around)
        self.message = MessageID(message)
        self.query = try RecommendationQuery(parameters.renaming(Self.around, to: "message_id"))
    }
}
