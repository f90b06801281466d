internal import Logging
internal import SemanticSearch
internal import Synchronization

/// Embeds the texts of requests; the model is opened at the first one, since most servers never see any.
///
/// - Thread safety: by its mutex; texts are embedded one after another. It blocks, so it is called on worker threads.
final class QueryEncoder: Sendable {
    private struct State {
        var encoder: SentenceEncoder?
        var retry: ContinuousClock.Instant?
    }

    private let directory: String?
    private let logger: Logger
    private let state = Mutex(State())

    init(directory: String?, logger: Logger) {
        self.directory = directory
        self.logger = logger
    }

    /// The unit vector of `text`, made by the model `model`.
    ///
    /// - Throws: `Problem` when there is no such model here.
    func vector(for text: String, model: String) throws -> [Float] {
        try state.withLock { state in
            let encoder = try opened(&state)
            guard encoder.modelID == model else {
                throw Problem(
                    .textQueriesUnavailable,
                    detail: "The snapshot was built with another text model than the server's.",
                    parameter: "text")
            }
            return try encoder.encode(text)
        }
    }

    private func opened(_ state: inout State) throws -> SentenceEncoder {
        if let encoder = state.encoder { return encoder }
        guard let directory else {
            throw Problem(
                .textQueriesUnavailable, detail: "The server was started without a text model.", parameter: "text")
        }
        let broken = Problem(
            .textQueriesUnavailable, detail: "The server's text model cannot be opened.", parameter: "text",
            retryAfter: 60)
        if let retry = state.retry, ContinuousClock.now < retry { throw broken }
        do {
            let encoder = try SentenceEncoder.open(directory: directory)
            state.encoder = encoder
            logger.info("text model opened", metadata: ["model": "\(encoder.modelID)"])
            return encoder
        } catch {
            // Reading ninety megabytes again for every request would make a broken model a slow server as well.
            state.retry = .now + .seconds(60)
            logger.error("the text model cannot be opened", metadata: ["reason": "\(error)"])
            throw broken
        }
    }
}
