internal import Recommender
internal import Snapshots

extension Problem {
    /// The problem that tells a client of `error`; the one place where errors become statuses.
    ///
    /// Only errors that say so are the client's fault; anything unforeseen is ours and its text stays in the log.
    package init(_ error: any Error) {
        switch error {
        case let problem as Problem:
            self = problem
        case RecommendationError.unknownMessage(let parameter, _):
            self.init(
                .unknownMessage, detail: "\(parameter): the snapshot has no such message.", parameter: parameter,
                expected: "the id of a message of the current snapshot")
        case RecommendationError.unknownCampaign(let parameter, _):
            self.init(
                .unknownCampaign, detail: "\(parameter): the snapshot has no such campaign.", parameter: parameter,
                expected: "the id of a campaign of the current snapshot")
        case RecommendationError.unknownUser(let parameter, _):
            self.init(
                .unknownUser, detail: "\(parameter): the snapshot has no such user.", parameter: parameter,
                expected: "the id of a user of the current snapshot")
        case RecommendationError.nothingKnown(let parameter):
            self.init(
                .unknownMessage, detail: "\(parameter): the snapshot knows none of these messages.",
                parameter: parameter, expected: "at least one id of a message of the current snapshot")
        case RecommendationError.invalid(let parameter, let expected):
            self = .invalid(parameter, expected: expected)
        case let error as TimeTravelError:
            self.init(
                .snapshotUnavailable, detail: "\(error).", parameter: "as_of",
                expected: "a time that a kept snapshot is not later than")
        case WorkerError.overloaded:
            self.init(.overloaded, detail: "Too many recommendations are being computed.", retryAfter: 1)
        case WorkerError.expired, TimeLimitError.exceeded:
            self.init(.timeLimit, detail: "The answer was not ready within the time limit.", retryAfter: 1)
        case WorkerError.stopped:
            self.init(.notReady, detail: "The server is shutting down.", retryAfter: 5)
        default:
            self.init(.internalError, detail: "Something unforeseen happened; the server's log says more.")
        }
    }
}
