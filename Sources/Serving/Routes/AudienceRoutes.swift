internal import Domain
internal import Recommender

/// Questions for users: who should see a message or a campaign, and who resembles somebody.
struct AudienceRoutes: Sendable {
    let service: RecommendationService

    /// The greatest audience of one answer.
    private static let limits = 1...10_000

    var routes: [Route] {
        [
            .get("/messages/{id}/audience") { call in
                let asked = try Asked(call.parameters(Asked.names))
                let id = MessageID(try call.id())
                return try await answer("message_id", id.rawValue) {
                    try $0.audience(ofMessage: id, limit: asked.limit, includesEngaged: asked.includesEngaged)
                }
            },
            .get("/campaigns/{id}/audience") { call in
                try await campaign(call, Asked(call.parameters(Asked.names)))
            },
            .post("/campaigns/{id}/audience") { call in
                let parameters = try call.bodyParameters()
                try parameters.allowOnly(Asked.names)
                return try await campaign(call, Asked(parameters))
            },
            .get("/users/{id}/similar") { call in
                let limit = try call.parameters(["limit"]).integer("limit", in: Self.limits) ?? Asked.standardLimit
                let id = UserID(try call.id())
                return try await answer("user_id", id.rawValue) { try $0.similarUsers(to: id, limit: limit) }
            },
        ]
    }

    /// What a question may say.
    private struct Asked: Sendable {
        static let names = ["limit", "include_engaged"]
        static let standardLimit = 100
        let limit: Int
        let includesEngaged: Bool

        init(_ parameters: Parameters) throws(Problem) {
            limit = try parameters.integer("limit", in: AudienceRoutes.limits) ?? Self.standardLimit
            includesEngaged = try parameters.flag("include_engaged") ?? false
        }
    }

    private func campaign(_ call: Call, _ asked: Asked) async throws -> Reply {
        let id = CampaignID(try call.id())
        return try await answer("campaign_id", id.rawValue) {
            try $0.audience(ofCampaign: id, limit: asked.limit, includesEngaged: asked.includesEngaged)
        }
    }

    private func answer(
        _ subject: String, _ id: String, _ find: @escaping @Sendable (RecommendationEngine) throws -> [FoundUser]
    ) async throws -> Reply {
        let pinned = try service.holder.pinned()
        let deadline = ContinuousClock.now + service.timeLimit
        let users = try await service.workers.run(before: deadline) { try find(pinned.engine) }
        return Reply(FoundUsersDocument(subject: subject, id: id, snapshotID: pinned.id, users: users).json())
    }
}
