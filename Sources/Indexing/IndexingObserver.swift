/// Hears how a build goes on: a progress bar on a terminal, one line a stage otherwise.
package protocol IndexingObserver: Sendable {
    /// A stage begins.
    func stageStarted(_ stage: IndexingStage)
    /// A part of the running stage is done: `done` of `total` units.
    func stageAdvanced(_ stage: IndexingStage, done: Int, total: Int)
    /// A stage ended well.
    func stageFinished(_ report: StageReport)
}

/// The steps of a build in their order.
package enum IndexingStage: String, CaseIterable, Codable, Sendable {
    case load, encode
    case vectorIndex = "vector index"
    case graph, features, forecast, blend, analytics, validate, publish
}

/// What one stage did.
package struct StageReport: Codable, Sendable, Equatable {
    package let stage: IndexingStage
    /// Wall-clock seconds.
    package let seconds: Double
    /// What it made, in a few words.
    package let detail: String
}

/// What a whole build did.
package struct IndexingReport: Codable, Sendable, Equatable {
    package let snapshotID: String
    /// False when the current snapshot was made from the same input already.
    package let built: Bool
    package let stages: [StageReport]
    /// Wall-clock seconds.
    package let seconds: Double
}
