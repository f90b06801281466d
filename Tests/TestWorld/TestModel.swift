internal import Foundation
package import SemanticSearch

/// The real embedding model, opened once for all tests of a process.
package enum TestModel {
    /// Its folder: `MURMUR_MODEL_DIR`, else `Models/all-MiniLM-L6-v2` of the checkout.
    package static let directory: String = {
        if let folder = ProcessInfo.processInfo.environment["MURMUR_MODEL_DIR"], !folder.isEmpty { return folder }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.appendingPathComponent("Models/all-MiniLM-L6-v2").path
    }()

    /// Whether tests that need the model can run; where the model is required, they run and fail without it.
    package static let isAvailable =
        ProcessInfo.processInfo.environment["MURMUR_REQUIRE_MODEL"] == "1"
        || FileManager.default.fileExists(atPath: directory + "/model.safetensors")

    private static let opened = Result { try SentenceEncoder.open(directory: directory) }

    /// The model.
    package static func encoder() throws -> SentenceEncoder { try opened.get() }
}
