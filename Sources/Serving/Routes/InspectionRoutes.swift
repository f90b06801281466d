internal import Domain
internal import Recommender
internal import Snapshots

/// Questions about a list that is computed for them: why something is not in it, and what it hangs on.
struct InspectionRoutes: Sendable {
    let service: RecommendationService

    var routes: [Route] {
        [
            .get("/recommendations/why-not") { call in
                try await whyNot(WhyNotQuery(Parameters(query: call.query)))
            },
            .post("/recommendations/why-not") { call in try await whyNot(WhyNotQuery(call.bodyParameters())) },
            .get("/recommendations/counterfactual") { call in
                try await counterfactual(RecommendationQuery(Parameters(query: call.query)))
            },
            .post("/recommendations/counterfactual") { call in
                try await counterfactual(RecommendationQuery(call.bodyParameters()))
            },
        ]
    }

    private func whyNot(_ question: WhyNotQuery) async throws -> Reply {
        do {
            return try await service.inspect(question.query) { engine, vector, now in
                let found = try engine.whyNot(question, queryVector: vector, now: now)
                return Reply(WhyNotDocument(found, query: question.query, manifest: engine.snapshot.manifest).json())
            }
        } catch RecommendationError.unknownMessage("message_id", let id) {
            throw RecommendationError.unknownMessage(parameter: WhyNotQuery.around, id: id)
        }
    }

    private func counterfactual(_ query: RecommendationQuery) async throws -> Reply {
        try await service.inspect(query) { engine, vector, now in
            let found = try engine.counterfactual(query.request, queryVector: vector, now: now)
            let manifest = engine.snapshot.manifest
            return Reply(CounterfactualDocument(found).json(query: query, manifest: manifest))
        }
    }
}
