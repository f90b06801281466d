internal import Domain

/// A request made ready: who asks, what is compared, and what is forbidden.
struct PreparedRequest: Sendable {
    let request: RecommendationRequest
    let query: Query
    let rules: RequestRules
    /// What orders the answer where nothing is known of the asker.
    let popularity: Popularity

    var strategy: Strategy {
        if query.isPersonal { return .personalized }
        return popularity.members == nil ? .coldStart : .segmentPopular
    }
}

/// One pass through the stages retrieve → score → arrange, with what each stage let through and what it dropped.
///
/// The answer is made from `picked`; why something is not in it is read from the rest.
struct MessageRun: Sendable {
    let prepared: PreparedRequest
    /// Everything that was scored, best first, lifts included.
    let ranked: [Candidate]
    /// What scored enough and is the best of its text, best first.
    let kept: [Candidate]
    /// The items, and what the campaigns' shares passed over.
    let selection: Selection
    /// How many items promotion might lift.
    let promotionQuota: Int

    var picked: [Candidate] { selection.picked }
    var isPersonal: Bool { prepared.query.isPersonal }
}
