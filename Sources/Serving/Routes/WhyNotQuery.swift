package import Domain
internal import Recommender

/// The question why something is not recommended: the request it is missed in, and what is missed.
package struct WhyNotQuery: Hashable, Sendable {
    /// What is missed.
    package let subject: Subject
    /// The request as `/recommendations` would take it.
    package let query: RecommendationQuery

    /// A message, or a campaign where the request asks for campaigns.
    package enum Subject: Hashable, Sendable {
        case message(MessageID)
        case campaign(CampaignID)
    }

    package init(subject: Subject, query: RecommendationQuery) {
        self.subject = subject
        self.query = query
    }

    /// The parameter that stands for a request's own `message_id`, which here names the message that is missed.
    static let around = "around"

    /// Takes the question out of `parameters`: those of a recommendation, with `message_id` the message that is missed, or
    /// `campaign_id` the campaign where `target` is `campaign`.
    ///
    /// - Throws: `Problem` naming the first parameter at fault.
    package init(_ parameters: Parameters) throws(Problem) {
        try parameters.allowOnly(RecommendationQuery.names.filter { $0 != "explain" } + [Self.around])
        _ = try parameters.identifier(Self.around)
        let message = try parameters.identifier("message_id")
        if try parameters.choice("target", RecommendationTarget.self) == .campaign {
            guard message == nil else {
                throw Problem.invalid("message_id", expected: "campaign_id in its place, where target is campaign")
            }
            guard let campaign = try parameters.identifier("campaign_id") else {
                throw Problem.invalid("campaign_id", expected: "the id of the campaign that is missed")
            }
            subject = .campaign(CampaignID(campaign))
            query = try RecommendationQuery(
                parameters.without("campaign_id").renaming(Self.around, to: "message_id"))
        } else {
            guard let message else {
                throw Problem.invalid("message_id", expected: "the id of the message that is missed")
            }
            subject = .message(MessageID(message))
            query = try RecommendationQuery(parameters.renaming(Self.around, to: "message_id"))
        }
    }
}

extension RecommendationEngine {
    /// Answers the question.
    func whyNot(_ question: WhyNotQuery, queryVector: [Float]?, now: Instant) throws -> WhyNot {
        switch question.subject {
        case .message(let id):
            try whyNot(question.query.request, message: id, queryVector: queryVector, now: now)
        case .campaign(let id):
            try whyNot(question.query.request, campaign: id, queryVector: queryVector, now: now)
        }
    }
}
