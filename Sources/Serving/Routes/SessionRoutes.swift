internal import Domain
internal import Recommender

/// `/sessions`: what comes next for a visitor of whom nothing is known but the session.
struct SessionRoutes: Sendable {
    let service: RecommendationService

    var routes: [Route] {
        [
            .get("/sessions/next") { call in try await next(call.parameters(Self.names)) },
            .post("/sessions/next") { call in
                let parameters = try call.bodyParameters()
                try parameters.allowOnly(Self.names)
                return try await next(parameters)
            },
        ]
    }

    private static let names = ["session", "limit"]

    private func next(_ parameters: Parameters) async throws -> Reply {
        let most = RecommendationRequest.maximumListLength
        let session = try parameters.identifiers("session", maximum: most) ?? []
        guard !session.isEmpty else {
            throw Problem.invalid("session", expected: "1 to \(most) ids of messages, the earliest first")
        }
        let limit = try parameters.integer("limit", in: RecommendationRequest.limits) ?? RecommendationRequest().limit
        let pinned = try service.holder.pinned()
        let deadline = ContinuousClock.now + service.timeLimit
        let found = try await service.workers.run(before: deadline) {
            try pinned.engine.nextMessages(session: session.map { MessageID($0) }, limit: limit)
        }
        return Reply(SessionContinuationDocument(snapshotID: pinned.id, continuation: found).json())
    }
}
