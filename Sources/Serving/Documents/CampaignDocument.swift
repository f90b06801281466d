package import Domain
package import Records

/// The answer of `/campaigns/{id}`: a campaign of the catalogue with what events say of it.
package struct CampaignDocument: Equatable, Sendable {
    package let campaign: Campaign
    /// How many messages are in it, by its own record or by theirs.
    package let messageCount: Int
    package let activity: ActivityDocument

    package init(campaign: Campaign, activity: CampaignActivity) {
        self.campaign = campaign
        self.messageCount = activity.messages
        self.activity = ActivityDocument(activity.activity)
    }

    package func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("campaign_id", campaign.id.rawValue)
            writer.member("name", campaign.name)
            writer.member("kind", campaign.kind)
            writer.member("starts_at", campaign.startsAt?.description)
            writer.member("ends_at", campaign.endsAt?.description)
            writer.member("countries", campaign.countries)
            writer.member("devices", campaign.devices.map(\.rawValue))
            writer.member("daily_cap", campaign.dailyCap)
            writer.member("per_user_cap", campaign.perUserCap)
            writer.member("pacing", campaign.pacing?.rawValue)
            writer.member("message_count", messageCount)
            writer.member("message_ids", campaign.messageIDs.map(\.rawValue))
            activity.writeMembers(to: &writer)
        }
        return writer.bytes
    }
}
