package import Domain
import Storage

/// One answer of the server, kept with its explanation.
package struct StoredRecommendation: Sendable, Hashable {
    /// The name that the answer carries.
    package let id: String
    /// When it was given.
    package let createdAt: Instant
    /// For whom, where that was said.
    package let userID: UserID?
    /// The snapshot that it came from.
    package let snapshotID: String
    /// The normalised request, as JSON.
    package let requestJSON: String
    /// The answer, as JSON.
    package let answerJSON: String
    /// The full explanation, as JSON.
    package let explanationJSON: String

    package init(
        id: String, createdAt: Instant, userID: UserID?, snapshotID: String, requestJSON: String, answerJSON: String,
        explanationJSON: String
    ) {
        self.id = id
        self.createdAt = createdAt
        self.userID = userID
        self.snapshotID = snapshotID
        self.requestJSON = requestJSON
        self.answerJSON = answerJSON
        self.explanationJSON = explanationJSON
    }
}

/// The recommendations that were given, each with the explanation it was given for.
package struct RecommendationLog: Sendable {
    private let database: any SQLDatabase

    init(database: any SQLDatabase) { self.database = database }

    private static let columns: [StaticString] = [
        "recommendation_id", "created_at", "user_id", "snapshot_id", "request", "answer", "explanation",
    ]

    /// Saves a batch, all or none; of one name the first stays, for a recommendation never changes.
    package func save(_ recommendations: [StoredRecommendation]) async throws {
        guard !recommendations.isEmpty else { return }
        try await database.write { connection in
            _ = try connection.insert(
                into: "recommendations", columns: Self.columns,
                rows: recommendations.map { recommendation in
                    [
                        .text(recommendation.id), recommendation.createdAt.sqlValue, recommendation.userID.sqlValue,
                        .text(recommendation.snapshotID), .text(recommendation.requestJSON),
                        .text(recommendation.answerJSON), .text(recommendation.explanationJSON),
                    ]
                }, onConflict: .ignore(keys: ["recommendation_id"]))
        }
    }

    /// One recommendation, or nil where none of this name is kept.
    package func find(_ id: String) async throws -> StoredRecommendation? {
        try await database.read { connection in
            guard let row = try connection.first("SELECT * FROM recommendations WHERE recommendation_id = \(id)") else {
                return nil
            }
            return StoredRecommendation(
                id: try row.text("recommendation_id"), createdAt: try row.instant("created_at"),
                userID: try row.optionalIdentifier("user_id"), snapshotID: try row.text("snapshot_id"),
                requestJSON: try row.text("request"), answerJSON: try row.text("answer"),
                explanationJSON: try row.text("explanation"))
        }
    }

    /// Removes what was given before `time`, and returns how many that were.
    @discardableResult
    package func prune(olderThan time: Instant) async throws -> Int {
        try await database.write { connection in
            try connection.execute("DELETE FROM recommendations WHERE created_at < \(time)")
        }
    }
}
