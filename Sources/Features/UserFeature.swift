/// The features of a user, in vector order.
///
/// "Engaged" means that `EventType.isEngagement` holds; windows are half-open, `[asOf − days, asOf)`.
enum UserFeature: Int, CaseIterable {
    case events7
    case events30
    case events90
    case messages30
    case messages90
    case daysSinceLast
    case tenureDays
    case meanAmount
    case amount30
    case eventsPerActiveDay
    case campaignShare

    /// The number of features.
    static let count = allCases.count

    /// What the feature is.
    var definition: FeatureDefinition {
        switch self {
        case .events7: define("user_events_7d", "events", "Engaged events of the last 7 days.")
        case .events30: define("user_events_30d", "events", "Engaged events of the last 30 days.")
        case .events90: define("user_events_90d", "events", "Engaged events of the last 90 days.")
        case .messages30: define("user_messages_30d", "messages", "Different messages engaged with in 30 days.")
        case .messages90: define("user_messages_90d", "messages", "Different messages engaged with in 90 days.")
        case .daysSinceLast:
            define("user_days_since_last", "days", "Days since the last engaged event; NaN without one.")
        case .tenureDays:
            define("user_tenure_days", "days", "Days since the first engaged event; NaN without one.")
        case .meanAmount:
            define("user_mean_amount", "money", "Mean amount of engaged events that have one; NaN without any.")
        case .amount30: define("user_amount_30d", "money", "Sum of the amounts of engaged events of 30 days.")
        case .eventsPerActiveDay:
            define(
                "user_events_per_active_day", "events",
                "Engaged events divided by the UTC days that have one; NaN without any.")
        case .campaignShare:
            define(
                "user_campaign_share", "share",
                "Share of engaged events that name a campaign or whose message is in one; NaN without any.")
        }
    }

    private func define(_ name: String, _ unit: String, _ description: String) -> FeatureDefinition {
        FeatureDefinition(name: name, entity: .user, unit: unit, description: description)
    }
}
