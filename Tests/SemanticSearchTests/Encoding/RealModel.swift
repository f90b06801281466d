import Foundation
import SemanticSearch
import Testing

/// The real model, where it has been fetched; tests that need it are skipped with a message where it has not.
enum RealModel {
    /// `MURMUR_MODEL_DIR`, or Models/all-MiniLM-L6-v2 of the package.
    static let directory: String = {
        if let set = ProcessInfo.processInfo.environment["MURMUR_MODEL_DIR"] { return set }
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appendingPathComponent("Models/all-MiniLM-L6-v2").path
    }()

    /// Whether tests with the model run: they do when it is there, and fail where it is demanded but absent.
    static let isWanted =
        ProcessInfo.processInfo.environment["MURMUR_REQUIRE_MODEL"] == "1"
        || FileManager.default.fileExists(atPath: directory + "/model.safetensors")

    static let skipped: Comment = "the model is not here: run scripts/fetch-model"

    private static let shared = Result { try SentenceEncoder.open(directory: directory) }
    private static let sharedInt8 = Result { try SentenceEncoder.open(directory: directory, precision: .int8) }

    /// The opened model, shared by all tests.
    static func encoder(_ precision: EncoderPrecision = .fp32) throws -> SentenceEncoder {
        switch precision {
        case .fp32: try shared.get()
        case .int8: try sharedInt8.get()
        }
    }
}

/// What the reference implementation gave; scripts/golden/encoder_golden.py writes it.
struct EncoderGolden: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let text: String
        let tokens: [Int32]
        private let vector: Data

        var numbers: [Float] {
            stride(from: 0, to: vector.count, by: 4).map { offset in
                Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(vector[offset + $1]) << (8 * UInt32($1)) })
            }
        }
        var testDescription: String { name }
    }

    let dimension: Int
    let cases: [Case]

    static let loaded = Result { () throws -> EncoderGolden in
        let url = try #require(Bundle.module.url(forResource: "Golden/encoder", withExtension: "json"))
        return try JSONDecoder().decode(EncoderGolden.self, from: Data(contentsOf: url))
    }

    static var cases: [Case] { (try? loaded.get().cases) ?? [] }
}
