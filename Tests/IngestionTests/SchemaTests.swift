import Foundation
import Ingestion
import Testing

@Suite("The JSON Schemas in docs/contracts")
struct SchemaTests {
    private struct Schema: Decodable {
        struct Property: Decodable {
            let description: String
        }

        let required: [String]
        let properties: [String: Property]
        let additionalProperties: Bool
    }

    @Test(
        "list the fields that the parser takes, and no other",
        arguments: [
            ("event", RecordKind.events), ("message", RecordKind.messages), ("campaign", RecordKind.campaigns),
        ])
    func sameFields(name: String, kind: RecordKind) throws {
        let file = URL(fileURLWithPath: repository("docs/contracts/\(name).schema.json"))
        let schema = try JSONDecoder().decode(Schema.self, from: Data(contentsOf: file))
        #expect(schema.properties.keys.sorted() == kind.fieldNames.sorted())
        #expect(schema.required == kind.requiredFieldNames)
        #expect(!schema.additionalProperties)
        #expect(schema.properties.values.allSatisfy { !$0.description.isEmpty })
    }
}
