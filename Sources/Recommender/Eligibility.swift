internal import Domain
internal import Snapshots

/// Which campaigns a request may be answered under, and which messages it may return.
///
/// A withdrawn, excluded or (on request) already seen message is never returned. A message belongs to the catalogue
/// whether its campaigns run or not: campaigns that do not run, or not for this country and device, are merely not
/// named with it, and cannot be asked for or recommended themselves.
struct Eligibility: Sendable {
    private let catalogue: CatalogueColumns
    private let running: [Bool]
    private let excludedMessages: Set<Int32>
    private let excludedCampaigns: Set<Int32>

    init(catalogue: CatalogueColumns, request: RecommendationRequest, anchor: Int32?, now: Instant) {
        self.catalogue = catalogue
        self.running = catalogue.campaigns.map { Self.isRunning($0, for: request, at: now) }
        var messages: Set<Int32> = []
        var campaigns: Set<Int32> = []
        for id in request.exclude {
            switch request.target {
            case .message: if let ordinal = catalogue.messageOrdinal(MessageID(id)) { messages.insert(ordinal) }
            case .campaign: if let ordinal = catalogue.campaignOrdinal(CampaignID(id)) { campaigns.insert(ordinal) }
            }
        }
        if let anchor { messages.insert(anchor) }
        self.excludedMessages = messages
        self.excludedCampaigns = campaigns
    }

    /// Blocks the messages that the request excludes.
    func block(in mask: inout MessageMask) {
        for message in excludedMessages { mask.block(message) }
    }

    /// Whether the campaign runs now, for this visitor, and was not excluded.
    func allows(campaign: Int32) -> Bool {
        running[Int(campaign)] && !excludedCampaigns.contains(campaign)
    }

    private static func isRunning(_ campaign: Campaign, for request: RecommendationRequest, at now: Instant) -> Bool {
        guard campaign.isActive(at: now) else { return false }
        // A limit that the request says nothing about cannot be judged and does not exclude.
        if let country = request.country, !campaign.countries.isEmpty, !campaign.countries.contains(country) {
            return false
        }
        if let device = request.device, !campaign.devices.isEmpty, !campaign.devices.contains(device) { return false }
        return true
    }
}
