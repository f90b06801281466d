/// The features of a user with a message, in vector order; see `UserFeature` for "engaged" and for the windows.
///
/// The cases up to `shareOfUser` are stored for each pair that has engaged; the others come from the user's campaigns.
enum PairFeature: Int, CaseIterable {
    case events30
    case events90
    case events
    case daysSinceLast
    case meanGapDays
    case overdueRatio
    case shareOfUser
    case campaignEvents
    case targeted

    /// The number of features that are stored for each pair.
    static let storedCount = PairFeature.shareOfUser.rawValue + 1

    /// What the stored features are for a pair that never engaged, and for an unknown user.
    static let storedDefaults: [Float] = [0, 0, 0, .nan, .nan, .nan, 0]

    /// What the feature is.
    var definition: FeatureDefinition {
        switch self {
        case .events30: define("pair_events_30d", "events", "The user's engaged events with the message in 30 days.")
        case .events90: define("pair_events_90d", "events", "The user's engaged events with the message in 90 days.")
        case .events: define("pair_events", "events", "The user's engaged events with the message, ever.")
        case .daysSinceLast:
            define("pair_days_since_last", "days", "Days since the last of those events; NaN without one.")
        case .meanGapDays:
            define(
                "pair_mean_gap_days", "days",
                "Mean days from one of those events to the next; NaN with fewer than two.")
        case .overdueRatio:
            define(
                "pair_overdue_ratio", "ratio",
                "Days since the last over the mean gap: above 1 is overdue; NaN without a gap above 0.")
        case .shareOfUser:
            define(
                "pair_share_of_user", "share",
                "Share of the user's engaged events that are with the message; 0 without any.")
        case .campaignEvents:
            define(
                "pair_campaign_events", "events",
                "The user's engaged events in that campaign of the message in which they have most; 0 without any.")
        case .targeted:
            define(
                "pair_targeted", "0 or 1", "Whether an impression of one of the message's campaigns reached the user.")
        }
    }

    private func define(_ name: String, _ unit: String, _ description: String) -> FeatureDefinition {
        FeatureDefinition(name: name, entity: .pair, unit: unit, description: description)
    }
}
