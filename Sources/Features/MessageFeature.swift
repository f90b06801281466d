/// The features of a message, in vector order; see `UserFeature` for "engaged" and for the windows.
enum MessageFeature: Int, CaseIterable {
    case events7
    case events30
    case events90
    case users30
    case users90
    case users
    case daysSinceLast
    case ageDays
    case meanAmount
    case repeatRatio
    case trend

    /// The number of features.
    static let count = allCases.count

    /// What the feature is.
    var definition: FeatureDefinition {
        switch self {
        case .events7: define("message_events_7d", "events", "Engaged events of the last 7 days.")
        case .events30: define("message_events_30d", "events", "Engaged events of the last 30 days.")
        case .events90: define("message_events_90d", "events", "Engaged events of the last 90 days.")
        case .users30: define("message_users_30d", "users", "Different users who engaged in 30 days.")
        case .users90: define("message_users_90d", "users", "Different users who engaged in 90 days.")
        case .users: define("message_users", "users", "Different users who ever engaged.")
        case .daysSinceLast:
            define("message_days_since_last", "days", "Days since the last engaged event; NaN without one.")
        case .ageDays: define("message_age_days", "days", "Days since the first engaged event; NaN without one.")
        case .meanAmount:
            define("message_mean_amount", "money", "Mean amount of engaged events that have one; NaN without any.")
        case .repeatRatio:
            define(
                "message_repeat_ratio", "share",
                "Share of its users who engaged at least twice; NaN without any user.")
        case .trend:
            define(
                "message_trend", "ratio",
                "Events a day of the last 7 days over those of the last 30; NaN without any in 30.")
        }
    }

    private func define(_ name: String, _ unit: String, _ description: String) -> FeatureDefinition {
        FeatureDefinition(name: name, entity: .message, unit: unit, description: description)
    }
}
