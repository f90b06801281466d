/// A request that was not answered as asked, as the client is told: RFC 9457 `application/problem+json`.
package struct Problem: Error, Equatable, Sendable {
    /// What went wrong.
    package let kind: Kind
    /// One sentence for the person who reads it.
    package let detail: String
    /// The parameter at fault, where one is.
    package let parameter: String?
    /// What the parameter should have been.
    package let expected: String?
    /// After how many seconds it is worth trying again.
    package let retryAfter: Int?
    /// The methods that the resource has, for a 405.
    package let allowed: [String]

    package init(
        _ kind: Kind, detail: String, parameter: String? = nil, expected: String? = nil, retryAfter: Int? = nil,
        allowed: [String] = []
    ) {
        self.kind = kind
        self.detail = detail
        self.parameter = parameter
        self.expected = expected
        self.retryAfter = retryAfter
        self.allowed = allowed
    }

    /// A parameter that is not what it must be.
    package static func invalid(_ parameter: String, expected: String) -> Problem {
        Problem(
            .invalidParameter, detail: "\(parameter): expected \(expected).", parameter: parameter, expected: expected)
    }

    /// What can go wrong; the raw value is the last part of the problem's `type`.
    package enum Kind: String, Sendable, CaseIterable {
        case invalidParameter = "invalid-parameter"
        case malformedBody = "malformed-body"
        case noSuchResource = "no-such-resource"
        case unknownMessage = "unknown-message"
        case unknownCampaign = "unknown-campaign"
        case unknownUser = "unknown-user"
        case unknownRecommendation = "unknown-recommendation"
        case snapshotUnavailable = "snapshot-unavailable"
        case methodNotAllowed = "method-not-allowed"
        case bodyTooLarge = "body-too-large"
        case unsupportedMediaType = "unsupported-media-type"
        case internalError = "internal-error"
        case notReady = "not-ready"
        case textQueriesUnavailable = "text-queries-unavailable"
        case overloaded = "overloaded"
        case timeLimit = "time-limit"

        /// The HTTP status.
        package var status: Int {
            switch self {
            case .invalidParameter, .malformedBody: 400
            case .noSuchResource, .unknownMessage, .unknownCampaign, .unknownUser, .unknownRecommendation,
                .snapshotUnavailable:
                404
            case .methodNotAllowed: 405
            case .bodyTooLarge: 413
            case .unsupportedMediaType: 415
            case .internalError: 500
            case .notReady, .textQueriesUnavailable, .overloaded, .timeLimit: 503
            }
        }

        /// A short title, the same for every problem of the kind.
        package var title: String {
            switch self {
            case .invalidParameter: "A parameter is not valid"
            case .malformedBody: "The body cannot be read"
            case .noSuchResource: "There is nothing at this address"
            case .unknownMessage: "The message is not known"
            case .unknownCampaign: "The campaign is not known"
            case .unknownUser: "The user is not known"
            case .unknownRecommendation: "The recommendation is not known"
            case .snapshotUnavailable: "No snapshot of that time is kept"
            case .methodNotAllowed: "The resource does not have this method"
            case .bodyTooLarge: "The body is too large"
            case .unsupportedMediaType: "The body must be JSON"
            case .internalError: "The server failed"
            case .notReady: "The server is not ready"
            case .textQueriesUnavailable: "Text queries are not available"
            case .overloaded: "The server is overloaded"
            case .timeLimit: "The request took too long"
            }
        }
    }

    /// The problem document.
    package func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("type", "urn:murmuration:problem:\(kind.rawValue)")
            writer.member("title", kind.title)
            writer.member("status", kind.status)
            writer.member("detail", detail)
            if let parameter { writer.member("parameter", parameter) }
            if let expected { writer.member("expected", expected) }
        }
        return writer.bytes
    }
}
