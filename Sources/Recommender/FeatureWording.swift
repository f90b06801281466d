internal import Features

/// Says a feature and its value in words that a marketer would use.
enum FeatureWording {
    /// The wording of a feature's value, such as "34 people chose it in the last 30 days".
    static func phrase(_ name: String, value: Double) -> String {
        let whole = Reasons.whole(value)
        func count(_ one: String, _ many: String) -> String { Reasons.counted(whole, one, many) }
        return switch name {
        case "user_events_7d": "\(count("action", "actions")) of this person in the last 7 days"
        case "user_events_30d": "\(count("action", "actions")) of this person in the last 30 days"
        case "user_events_90d": "\(count("action", "actions")) of this person in the last 90 days"
        case "user_messages_30d": "the variety of their last 30 days (\(whole) different items)"
        case "user_messages_90d": "the variety of their last 90 days (\(whole) different items)"
        case "user_days_since_last": "their last action, \(count("day", "days")) ago"
        case "user_tenure_days": "how long they have been known (\(count("day", "days")))"
        case "user_mean_amount": "their usual amount (\(Reasons.decimal(value)))"
        case "user_amount_30d": "their total of the last 30 days (\(Reasons.decimal(value)))"
        case "user_events_per_active_day": "how much they do on an active day (\(count("action", "actions")))"
        case "user_campaign_share": "how often they act on campaigns (\(Reasons.percent(value)))"
        case "message_events_7d": "its last 7 days (\(count("action", "actions")))"
        case "message_events_30d": "its last 30 days (\(count("action", "actions")))"
        case "message_events_90d": "its last 90 days (\(count("action", "actions")))"
        case "message_users_30d": "the \(count("person", "people")) who chose it in the last 30 days"
        case "message_users_90d": "the \(count("person", "people")) who chose it in the last 90 days"
        case "message_users": "the \(count("person", "people")) who have chosen it so far"
        case "message_days_since_last": "how lately it was chosen (\(count("day", "days")) ago)"
        case "message_age_days": "how long it has been around (\(count("day", "days")))"
        case "message_mean_amount": "its usual amount (\(Reasons.decimal(value)))"
        case "message_repeat_ratio": "how many come back to it (\(Reasons.percent(value)) of its people)"
        case "message_trend": "its trend (\(Reasons.decimal(value)) × its monthly pace in the last week)"
        case "pair_events_30d": "their \(count("action", "actions")) with it in the last 30 days"
        case "pair_events_90d": "their \(count("action", "actions")) with it in the last 90 days"
        case "pair_events": "their \(count("action", "actions")) with it so far"
        case "pair_days_since_last": "how lately they chose it (\(count("day", "days")) ago)"
        case "pair_mean_gap_days": "how often they come back to it (every \(count("day", "days")))"
        case "pair_overdue_ratio": "how due it is again (\(Reasons.decimal(value)) × their usual gap)"
        case "pair_share_of_user": "its part in what they do (\(Reasons.percent(value)))"
        case "pair_campaign_events": "their \(count("action", "actions")) in the same campaign"
        case "pair_targeted": value > 0 ? "a campaign that reached them" : "no campaign having reached them"
        case "calendar_weekday": "the day of the week (\(weekday(whole)))"
        case "calendar_day_of_month": "the day of the month (\(whole))"
        case "calendar_month_sin", "calendar_month_cos": "the time of the year"
        default: described(name, value: value)
        }
    }

    private static func weekday(_ number: Int) -> String {
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return names.indices.contains(number) ? names[number] : "\(number)"
    }

    private static func described(_ name: String, value: Double) -> String {
        let description = FeatureTable.definitions.first { $0.name == name }?.description ?? name
        let sentence = description.split(separator: ";").first.map(String.init) ?? description
        let words = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        return "“\(words)” being \(Reasons.decimal(value))"
    }
}
