internal import Columns
internal import Domain
internal import Snapshots

/// Which campaigns a request may be answered under, and which of them it asked for.
///
/// A message belongs to the catalogue whether its campaigns run or not: campaigns that do not run, or not for this
/// country and device, are merely not named with it, and cannot be asked for or recommended themselves.
struct Eligibility: Sendable {
    private let running: [Bool]
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
        let running = catalogue.campaigns.map { Self.isRunning($0, for: request, at: now) }
        var excluded: Set<Int32> = []
        if request.target == .campaign {
            excluded = Set(request.exclude.compactMap { catalogue.campaignOrdinal(CampaignID($0)) })
        }
        self.running = running
        self.excluded = excluded
        self.asked = one.isEmpty && several.isEmpty ? nil : one.union(several)
        self.promoted = promoted.filter { running[Int($0)] && !excluded.contains($0) }
    }

    /// Whether the campaign runs now, for this visitor, and was not excluded.
    func allows(campaign: Int32) -> Bool {
        running[Int(campaign)] && !excluded.contains(campaign)
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
