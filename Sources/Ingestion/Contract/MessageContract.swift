internal import Domain

/// The fields of a message, in the order of `docs/contracts/message.schema.json`.
enum MessageField: Int, ContractField {
    case messageID, text, campaignIDs, createdAt, authorID, hidden, properties

    var name: String {
        switch self {
        case .messageID: "message_id"
        case .text: "text"
        case .campaignIDs: "campaign_ids"
        case .createdAt: "created_at"
        case .authorID: "author_id"
        case .hidden: "hidden"
        case .properties: "properties"
        }
    }

    var form: FieldForm {
        switch self {
        case .campaignIDs: .list
        case .hidden: .boolean
        case .properties: .object
        default: .string
        }
    }

    static let required: [MessageField] = [.messageID, .text]
    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}

extension Message {
    /// The message that `values` describe.
    ///
    /// - Throws: `ContractViolation` for the first field that breaks the contract.
    init(_ values: FieldValues<MessageField>) throws(ContractViolation) {
        self.init(
            id: try values.required(.messageID, values.identifier(.messageID, of: Message.self)),
            text: try values.required(.text, values.text(.text, limit: ContractLimits.textBytes)),
            campaignIDs: try values.identifiers(.campaignIDs, of: Campaign.self),
            createdAt: try values.time(.createdAt), authorID: try values.identifier(.authorID, of: User.self),
            hidden: try values.boolean(.hidden) ?? false,
            properties: try values.object(.properties, limit: ContractLimits.propertiesBytes))
    }
}
