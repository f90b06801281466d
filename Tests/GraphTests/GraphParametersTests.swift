import Domain
import Foundation
import Graph
import Testing

@Suite("Graph parameters")
struct GraphParametersTests {
    @Test("survive JSON, with event types by their names")
    func json() throws {
        let parameters = GraphParameters(alpha: 0.7, beta: 0.3, halfLifeDays: 30, eventWeights: [.click: 2, .share: 5])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(parameters)
        #expect(
            String(decoding: data, as: UTF8.self)
                == #"{"alpha":0.7,"beta":0.3,"event_weights":{"click":2,"share":5},"half_life_days":30,"maximum_fan_out":128,"maximum_steps":20000}"#
        )
        #expect(try JSONDecoder().decode(GraphParameters.self, from: data) == parameters)
    }

    @Test("take the default for each key that is missing")
    func defaults() throws {
        let parameters = try JSONDecoder().decode(GraphParameters.self, from: Data("{}".utf8))
        #expect(parameters == GraphParameters())
        #expect(parameters.weight(of: .conversion) == 5)
        #expect(parameters.weight(of: .impression) == 0)
        #expect(EventType.allCases.allSatisfy { GraphParameters.defaultEventWeights[$0] != nil })
    }

    @Test(
        "are refused out of range",
        arguments: [
            #"{"alpha": -0.1}"#, #"{"alpha": 5}"#, #"{"beta": -1}"#, #"{"half_life_days": 0}"#,
            #"{"event_weights": {"click": -1e7}}"#, #"{"maximum_fan_out": 0}"#, #"{"maximum_steps": 0}"#,
            #"{"event_weights": {"clack": 1}}"#,
            #"{"event_weights": {"click": 1e300}}"#, #"{"alpha": "x"}"#, "[]", "{",
        ])
    func refusals(json: String) {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(GraphParameters.self, from: Data(json.utf8)) }
    }
}
