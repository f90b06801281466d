import Forecasting
import Foundation
import Testing

@Suite("Booster parameters")
struct BoosterParametersTests {
    @Test("The defaults are valid and survive JSON")
    func defaults() throws {
        let parameters = BoosterParameters(objective: .binaryLogistic)
        try parameters.validate()
        #expect(parameters.rounds == 200)
        let again = try JSONDecoder().decode(BoosterParameters.self, from: JSONEncoder().encode(parameters))
        #expect(again == parameters)
    }

    @Test("Every value out of range is named", arguments: Self.broken)
    func outOfRange(name: String, change: @Sendable (inout BoosterParameters) -> Void) {
        var parameters = BoosterParameters(objective: .binaryLogistic)
        change(&parameters)
        #expect {
            try parameters.validate()
        } throws: { error in
            guard case .invalidParameter(name, _, _) = error as? BoosterError else { return false }
            return true
        }
    }

    static let broken: [(String, @Sendable (inout BoosterParameters) -> Void)] = [
        ("rounds", { $0.rounds = 0 }),
        ("rounds", { $0.rounds = 10_001 }),
        ("maxDepth", { $0.maxDepth = 0 }),
        ("maxDepth", { $0.maxDepth = 17 }),
        ("learningRate", { $0.learningRate = 0 }),
        ("learningRate", { $0.learningRate = .nan }),
        ("minChildWeight", { $0.minChildWeight = -1 }),
        ("subsample", { $0.subsample = 1.5 }),
        ("columnSample", { $0.columnSample = 0 }),
        ("lambda", { $0.lambda = .infinity }),
        ("gamma", { $0.gamma = -0.1 }),
        ("maxBin", { $0.maxBin = 1 }),
        ("scalePositiveWeight", { $0.scalePositiveWeight = 0 }),
        ("earlyStoppingRounds", { $0.earlyStoppingRounds = 0 }),
        ("baseScore", { $0.baseScore = 1 }),
    ]
}
