internal import Domain
internal import Recommender
internal import Records

/// `/recommendations`: what to see next, and why.
struct RecommendationRoutes: Sendable {
    let service: RecommendationService
    let past: TimeTravel
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
        let parameters = try call.parameters(["counterfactual", "as_of"])
        let withCounterfactual = try parameters.flag("counterfactual") ?? false
        let asOf = try parameters.instant("as_of")
        guard asOf == nil || !withCounterfactual else {
            throw Problem.invalid("counterfactual", expected: "nothing beside as_of")
        }
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
        if let asOf {
            let deadline = ContinuousClock.now + service.timeLimit
            return Reply(try await past.explanation(of: stored, asOf: asOf, before: deadline).json())
        }
        let holder = service.holder
        let available = try await service.workers.run { holder.isAvailable(stored.snapshotID) }
        let counterfactual = withCounterfactual ? try await counterfactual(of: stored) : nil
        return Reply(
            ExplanationDocument.served(
                Array(stored.explanationJSON.utf8), snapshotAvailable: available, counterfactual: counterfactual))
    }

    /// What the top of a kept answer hangs on, where the snapshot that made it is the one that answers.
    private func counterfactual(of stored: StoredRecommendation) async throws -> [UInt8] {
        guard let pinned = service.holder.current, pinned.id == stored.snapshotID else {
            return Array(#"{"outcome":"another_snapshot"}"#.utf8)
        }
        let query = try RecommendationQuery(json: Array(stored.requestJSON.utf8))
        return try await service.inspect(query, on: pinned, at: stored.createdAt) { engine, vector, now in
            CounterfactualDocument(try engine.counterfactual(query.request, queryVector: vector, now: now)).json()
        }
    }
}
