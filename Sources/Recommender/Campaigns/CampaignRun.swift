internal import Columns
internal import Domain
internal import Snapshots

/// A campaign on its way through the stages: its terms, and the messages they are the means of.
struct ScoredCampaign: Sendable {
    /// The campaign.
    let ordinal: Int32
    /// Its terms, each the mean of its members' terms; promotion last.
    var contributions: [Contribution]
    /// Its best messages, the best first.
    let members: [Int32]
    /// What the signals say of each member; empty in a cold start.
    let signals: [SignalScores]
    var isLifted = false

    /// The terms added from left to right.
    var score: Double { Contribution.sum(contributions) }

    static func precedes(_ left: ScoredCampaign, _ right: ScoredCampaign) -> Bool {
        left.score != right.score ? left.score > right.score : left.ordinal < right.ordinal
    }
}

/// One pass through the stages for campaigns, with what each let through.
///
/// The answer is made from `picked`; why a campaign is not in it is read from the rest.
struct CampaignRun: Sendable {
    let prepared: PreparedRequest
    /// Everything that was scored, best first, lifts included.
    let ranked: [ScoredCampaign]
    /// What scored enough, best first.
    let kept: [ScoredCampaign]
    /// How many items promotion might lift.
    let promotionQuota: Int

    var picked: ArraySlice<ScoredCampaign> { kept.prefix(prepared.request.limit) }
}
