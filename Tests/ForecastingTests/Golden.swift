import Foundation
import Testing

/// The golden values that scripts/golden/forecast_golden.py writes.
struct Golden: Decodable {
    struct Model: Decodable {
        let rows: [[Float?]]
        let margins: [Float]
        let predictions: [Float]
        let contributions: [[Float]]

        /// The rows with NaN for missing cells.
        var features: [[Float]] { rows.map { $0.map { $0 ?? .nan } } }
    }
    struct Metrics: Decodable {
        let probabilities: [Double]
        let outcomes: [Double]
        let weights: [Double]
        let area: Double
        let weightedArea: Double
        let logLoss: Double
        let weightedLogLoss: Double
        let brier: Double
        let weightedBrier: Double
        let calibrationPredicted: [Double]
        let calibrationObserved: [Double]
        let grades: [[Float]]
        let gradeScores: [[Float]]
        let ndcgAt5: [Double]
        let ndcg: [Double]
    }
    struct Isotonic: Decodable {
        let raw: [Double]
        let outcomes: [Double]
        let weights: [Double]?
        let unique: [Double]
        let fitted: [Double]
    }

    let models: [String: Model]
    let metrics: Metrics
    let isotonic: [Isotonic]

    static func load() throws -> Golden {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Golden.self, from: Data(file("forecast.json")))
    }

    static func model(_ name: String) throws -> Model { try #require(try load().models[name]) }

    static func modelJSON(_ name: String) throws -> [UInt8] { try file("\(name)_model.json") }

    private static func file(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
}
