import Domain
import Foundation

/// Every feature recounted from the raw events by its description alone: slow and obvious.
struct NaiveTwin {
    struct Row {
        let user: Int32
        let message: Int32
        let campaign: Int32
        let time: Int64
        let amount: Float
        let type: EventType
    }

    let asOf: Instant
    let messageCampaigns: [[Int32]]
    /// The events before the instant.
    let rows: [Row]
    let engaged: [Row]

    init(_ log: RandomLog) {
        let events = log.interactions
        asOf = log.asOf
        messageCampaigns = log.messageCampaigns
        rows = (0..<events.count)
            .map {
                Row(
                    user: events.users[$0], message: events.messages[$0], campaign: events.campaigns[$0],
                    time: events.times[$0], amount: events.amounts[$0], type: events.types[$0])
            }
            .filter { $0.time < log.asOf.milliseconds }
        engaged = rows.filter { ![.impression, .session, .label].contains($0.type) }
    }

    func days(_ count: Int64, _ rows: [Row]) -> [Row] {
        rows.filter { $0.time >= asOf.milliseconds - count * 86_400_000 }
    }

    func age(_ time: Int64?) -> Double {
        time.map { Double(asOf.milliseconds - $0) / 86_400_000 } ?? .nan
    }

    func mean(_ rows: [Row]) -> Double {
        let amounts = rows.map(\.amount).filter { !$0.isNaN }.map(Double.init)
        return amounts.reduce(0, +) / Double(amounts.count)
    }

    func campaigns(_ row: Row) -> Set<Int32> {
        var result = row.message >= 0 ? Set(messageCampaigns[Int(row.message)]) : []
        if row.campaign >= 0 { result.insert(row.campaign) }
        return result
    }

    /// All features of a user and a message by name.
    func features(user: Int32, message: Int32) -> [String: Double] {
        var result = calendar()
        result.merge(userFeatures(engaged.filter { $0.user == user })) { first, _ in first }
        result.merge(messageFeatures(engaged.filter { $0.message == message })) { first, _ in first }
        result.merge(pairFeatures(user, message)) { first, _ in first }
        return result
    }

    private func userFeatures(_ own: [Row]) -> [String: Double] {
        let recent = days(30, own).map(\.amount).filter { !$0.isNaN }
        let activeDays = Set(own.map { floor(Double($0.time) / 86_400_000) })
        return [
            "user_events_7d": Double(days(7, own).count),
            "user_events_30d": Double(days(30, own).count),
            "user_events_90d": Double(days(90, own).count),
            "user_messages_30d": Double(Set(days(30, own).map(\.message)).subtracting([-1]).count),
            "user_messages_90d": Double(Set(days(90, own).map(\.message)).subtracting([-1]).count),
            "user_days_since_last": age(own.map(\.time).max()),
            "user_tenure_days": age(own.map(\.time).min()),
            "user_mean_amount": mean(own),
            "user_amount_30d": recent.reduce(0.0) { $0 + Double($1) },
            "user_events_per_active_day": Double(own.count) / Double(activeDays.count),
            "user_campaign_share": Double(own.count { !campaigns($0).isEmpty }) / Double(own.count),
        ]
    }

    private func messageFeatures(_ own: [Row]) -> [String: Double] {
        let users = Set(own.map(\.user))
        let repeaters = users.filter { user in own.count { $0.user == user } >= 2 }
        return [
            "message_events_7d": Double(days(7, own).count),
            "message_events_30d": Double(days(30, own).count),
            "message_events_90d": Double(days(90, own).count),
            "message_users_30d": Double(Set(days(30, own).map(\.user)).count),
            "message_users_90d": Double(Set(days(90, own).map(\.user)).count),
            "message_users": Double(users.count),
            "message_days_since_last": age(own.map(\.time).max()),
            "message_age_days": age(own.map(\.time).min()),
            "message_mean_amount": mean(own),
            "message_repeat_ratio": Double(repeaters.count) / Double(users.count),
            "message_trend": days(30, own).isEmpty
                ? .nan : (Double(days(7, own).count) / 7) / (Double(days(30, own).count) / 30),
        ]
    }

    private func pairFeatures(_ user: Int32, _ message: Int32) -> [String: Double] {
        let byUser = engaged.filter { $0.user == user }
        let own = byUser.filter { $0.message == message }
        let gaps = zip(own, own.dropFirst()).map { Double($1.time - $0.time) / 86_400_000 }
        let gap = gaps.reduce(0, +) / Double(gaps.count)
        let inCampaigns = messageCampaigns[Int(message)].map { campaign in
            byUser.count { campaigns($0).contains(campaign) }
        }
        let impressions = rows.filter { row in
            row.type == .impression && row.user == user && messageCampaigns[Int(message)].contains(row.campaign)
        }
        return [
            "pair_events_30d": Double(days(30, own).count),
            "pair_events_90d": Double(days(90, own).count),
            "pair_events": Double(own.count),
            "pair_days_since_last": age(own.map(\.time).max()),
            "pair_mean_gap_days": gap,
            "pair_overdue_ratio": gap > 0 ? age(own.map(\.time).max()) / gap : .nan,
            "pair_share_of_user": own.isEmpty ? 0 : Double(own.count) / Double(byUser.count),
            "pair_campaign_events": Double(inCampaigns.max() ?? 0),
            "pair_targeted": impressions.isEmpty ? 0 : 1,
        ]
    }

    private func calendar() -> [String: Double] {
        let date = Date(timeIntervalSince1970: Double(asOf.milliseconds) / 1000)
        var gregorian = Calendar(identifier: .gregorian)
        gregorian.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
        let parts = gregorian.dateComponents([.weekday, .day, .month], from: date)
        let angle = Double((parts.month ?? 0) - 1) * Double.pi / 6
        return [
            // Foundation counts from Sunday = 1.
            "calendar_weekday": Double(((parts.weekday ?? 0) + 5) % 7),
            "calendar_day_of_month": Double(parts.day ?? 0),
            "calendar_month_sin": sin(angle),
            "calendar_month_cos": cos(angle),
        ]
    }
}
