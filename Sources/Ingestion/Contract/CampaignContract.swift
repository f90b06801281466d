internal import Domain

/// The fields of a campaign, in the order of `docs/contracts/campaign.schema.json`.
enum CampaignField: Int, ContractField {
    case campaignID, title, kind, startsAt, endsAt, countries, devices, dailyCap, perUserCap, pacing, messageIDs

    var name: String {
        switch self {
        case .campaignID: "campaign_id"
        case .title: "name"
        case .kind: "kind"
        case .startsAt: "starts_at"
        case .endsAt: "ends_at"
        case .countries: "countries"
        case .devices: "devices"
        case .dailyCap: "daily_cap"
        case .perUserCap: "per_user_cap"
        case .pacing: "pacing"
        case .messageIDs: "message_ids"
        }
    }

    var form: FieldForm {
        switch self {
        case .countries, .devices, .messageIDs: .list
        case .dailyCap, .perUserCap: .number
        default: .string
        }
    }

    static let required: [CampaignField] = [.campaignID, .title]
    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}

extension Campaign {
    /// The campaign that `values` describe.
    ///
    /// - Throws: `ContractViolation` for the first field that breaks the contract.
    init(_ values: FieldValues<CampaignField>) throws(ContractViolation) {
        let startsAt = try values.time(.startsAt)
        let endsAt = try values.time(.endsAt)
        if let startsAt, let endsAt, endsAt < startsAt {
            throw ContractViolation(
                field: CampaignField.endsAt.name,
                reason: "expected a time from starts_at (\(startsAt)) on, got \(endsAt)")
        }
        self.init(
            id: try values.required(.campaignID, values.identifier(.campaignID, of: Campaign.self)),
            name: try values.required(.title, values.text(.title, limit: ContractLimits.nameBytes)),
            kind: try values.text(.kind, limit: ContractLimits.nameBytes), startsAt: startsAt, endsAt: endsAt,
            countries: try values.countries(.countries), devices: try values.choices(.devices, of: Device.self),
            dailyCap: try values.integer(.dailyCap, in: 0...ContractLimits.cap),
            perUserCap: try values.integer(.perUserCap, in: 0...ContractLimits.cap),
            pacing: try values.choice(.pacing, of: Pacing.self),
            messageIDs: try values.identifiers(.messageIDs, of: Message.self))
    }
}
