internal import Domain
internal import Recommender
internal import Records

/// `/messages` and `/campaigns`: what is known of one entity.
struct CatalogueRoutes: Sendable {
    let service: RecommendationService
    let records: RecordStore

    var routes: [Route] {
        [
            .get("/messages/{id}") { call in try await message(call) },
            .get("/messages/{id}/similar") { call in try await similar(call) },
            .get("/campaigns/{id}") { call in try await campaign(call) },
        ]
    }

    private func message(_ call: Call) async throws -> Reply {
        _ = try call.parameters([])
        let id = MessageID(try call.id())
        guard let message = try await records.catalogue.message(id) else {
            throw Problem(
                .unknownMessage, detail: "id: there is no such message.", parameter: "id",
                expected: "the id of a message of the catalogue")
        }
        let activity = try await records.catalogue.messageActivity(id)
        return Reply(MessageDocument(message: message, activity: ActivityDocument(activity)).json())
    }

    private func campaign(_ call: Call) async throws -> Reply {
        _ = try call.parameters([])
        let id = CampaignID(try call.id())
        guard let campaign = try await records.catalogue.campaign(id) else {
            throw Problem(
                .unknownCampaign, detail: "id: there is no such campaign.", parameter: "id",
                expected: "the id of a campaign of the catalogue")
        }
        let activity = try await records.catalogue.campaignActivity(id)
        return Reply(CampaignDocument(campaign: campaign, activity: activity).json())
    }

    private func similar(_ call: Call) async throws -> Reply {
        let limit = try call.parameters(["limit"]).integer("limit", in: RecommendationRequest.limits) ?? 10
        let id = MessageID(try call.id())
        let pinned = try service.holder.pinned()
        let deadline = ContinuousClock.now + service.timeLimit
        let found = try await service.workers.run(before: deadline) {
            try pinned.engine.similar(to: id, limit: limit)
        }
        return Reply(SimilarMessagesDocument(messageID: id, snapshotID: pinned.id, messages: found).json())
    }
}
