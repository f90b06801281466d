internal import Columns
internal import Domain
internal import Snapshots

/// Which campaigns a request may be answered under, and which of them it asked for.
///
/// A message belongs to the catalogue whether its campaigns run or not: campaigns that do not run, or not for this
/// country and device, are merely not named with it, and cannot be asked for or recommended themselves.
struct Eligibility: Sendable {
    /// What keeps each campaign from being shown now, to this visitor; nil for one that runs.
    private let obstacles: [ExclusionRule?]
    private let excluded: Set<Int32>
    /// The campaigns that the request is limited to; nil where it is not.
    let asked: Set<Int32>?
    /// The campaigns that the request promotes and that may be shown.
    let promoted: Set<Int32>

    /// Looks up the campaigns that the request names.
    ///
    /// - Throws: `RecommendationError.unknownCampaign` for one that the snapshot does not know; an unknown one among
    ///   the excluded ids is passed over.
    init(catalogue: CatalogueColumns, request: RecommendationRequest, now: Instant) throws(RecommendationError) {
        func ordinals(_ ids: [CampaignID], _ parameter: String) throws(RecommendationError) -> Set<Int32> {
            var found: Set<Int32> = []
            for id in ids {
                guard let ordinal = catalogue.campaignOrdinal(id) else {
                    throw .unknownCampaign(parameter: parameter, id: id.rawValue)
                }
                found.insert(ordinal)
            }
            return found
        }
        let one = try ordinals(request.campaignID.map { [$0] } ?? [], "campaign_id")
        let several = try ordinals(request.campaignIDs, "campaign_ids")
        let promoted = try ordinals(request.promotion?.campaignIDs ?? [], "promote.campaign_ids")
        let obstacles = catalogue.campaigns.map { Self.obstacle(to: $0, for: request, at: now) }
        var excluded: Set<Int32> = []
        if request.target == .campaign {
            excluded = Set(request.exclude.compactMap { catalogue.campaignOrdinal(CampaignID($0)) })
        }
        self.obstacles = obstacles
        self.excluded = excluded
        self.asked = one.isEmpty && several.isEmpty ? nil : one.union(several)
        self.promoted = promoted.filter { obstacles[Int($0)] == nil && !excluded.contains($0) }
    }

    /// Whether the campaign runs now, for this visitor, and was not excluded.
    func allows(campaign: Int32) -> Bool {
        obstacles[Int(campaign)] == nil && !excluded.contains(campaign)
    }

    /// The first rule that forbids a campaign as an item, nil where none does.
    func rule(against campaign: Int32) -> ExclusionRule? {
        if excluded.contains(campaign) { return .excluded }
        if let obstacle = obstacles[Int(campaign)] { return obstacle }
        return asked?.contains(campaign) == false ? .outsideCampaigns : nil
    }

    private static func obstacle(
        to campaign: Campaign, for request: RecommendationRequest, at now: Instant
    ) -> ExclusionRule? {
        guard campaign.isActive(at: now) else { return .notRunning }
        // A limit that the request says nothing about cannot be judged and does not exclude.
        if let country = request.country, !campaign.countries.isEmpty, !campaign.countries.contains(country) {
            return .otherCountry
        }
        if let device = request.device, !campaign.devices.isEmpty, !campaign.devices.contains(device) {
            return .otherDevice
        }
        return nil
    }
}
