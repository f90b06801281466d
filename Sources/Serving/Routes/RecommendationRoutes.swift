internal import Domain
internal import Records

/// `/recommendations`: what to see next, and why.
struct RecommendationRoutes: Sendable {
    let service: RecommendationService
    let records: RecordStore

    var routes: [Route] {
        [
            .get("/recommendations") { call in
                try await answer(try RecommendationQuery(Parameters(query: call.query)), call)
            },
            .post("/recommendations") { call in
                try await answer(try RecommendationQuery(call.bodyParameters()), call)
            },
            .get("/recommendations/{id}/explanation") { call in try await explanation(call) },
        ]
    }

    private func answer(_ query: RecommendationQuery, _ call: Call) async throws -> Reply {
        let (body, outcome) = try await service.answer(query, bypassingCache: call.bypassesCache)
        return Reply(body, cache: outcome)
    }

    private func explanation(_ call: Call) async throws -> Reply {
        _ = try call.parameters([])
        let id = try call.id()
        let unknown = Problem(
            .unknownRecommendation, detail: "id: no recommendation of this id is kept.", parameter: "id",
            expected: "the recommendation_id of an answer")
        guard RecommendationID.isValid(id) else { throw unknown }
        // The queue first: a row leaves it only once it is in SQL, so it is always found in one of the two.
        let waiting = service.writer.find(id)
        guard let stored = if let waiting { waiting } else { try await records.recommendations.find(id) } else {
            throw unknown
        }
        let holder = service.holder
        let available = try await service.workers.run { holder.isAvailable(stored.snapshotID) }
        return Reply(
            ExplanationDocument.served(Array(stored.explanationJSON.utf8), snapshotAvailable: available))
    }
}
