/// A request that cannot be answered as asked: the caller's fault, with the parameter to mend.
package enum RecommendationError: Error, Equatable, CustomStringConvertible {
    /// The named message is not in the snapshot.
    case unknownMessage(parameter: String, id: String)
    /// The named campaign is not in the snapshot.
    case unknownCampaign(parameter: String, id: String)
    /// The named user is not in the snapshot.
    case unknownUser(parameter: String, id: String)
    /// The snapshot knows nothing of what the parameter lists.
    case nothingKnown(parameter: String)
    /// A value outside its range.
    case invalid(parameter: String, expected: String)

    /// The request's parameter that is at fault.
    package var parameter: String {
        switch self {
        case .unknownMessage(let parameter, _), .unknownCampaign(let parameter, _), .unknownUser(let parameter, _),
            .nothingKnown(let parameter), .invalid(let parameter, _):
            parameter
        }
    }

    package var description: String {
        switch self {
        case .unknownMessage(let parameter, let id): "\(parameter): there is no message \"\(id)\""
        case .unknownCampaign(let parameter, let id): "\(parameter): there is no campaign \"\(id)\""
        case .unknownUser(let parameter, let id): "\(parameter): there is no user \"\(id)\""
        case .nothingKnown(let parameter): "\(parameter): none of it is known"
        case .invalid(let parameter, let expected): "\(parameter): expected \(expected)"
        }
    }
}
