import Foundation
import Graph
import Testing

@Suite("Item recipe")
struct ItemRecipeTests {
    @Test("Survives JSON with every number, under names in snake case")
    func json() throws {
        let recipes =
            ItemRecipe.standard(activeMessages: 10, hasOrder: true) + [ItemRecipe(.cosine(CosineRows.Parameters()))]
        #expect(Set(recipes.map(\.kind)) == Set(ItemMethodKind.allCases))
        for recipe in recipes {
            let data = try JSONEncoder().encode(recipe)
            #expect(try JSONDecoder().decode(ItemRecipe.self, from: data) == recipe)
            let text = String(decoding: data, as: UTF8.self)
            #expect(!text.contains { $0.isUppercase }, "\(text)")
        }
    }

    @Test("Ridge weights are not tried where their square does not fit, transitions not without an order")
    func standard() {
        #expect(!ItemRecipe.standard(activeMessages: 20_001, hasOrder: true).contains { $0.kind == .ridge })
        let unordered = ItemRecipe.standard(activeMessages: 100, hasOrder: false)
        #expect(!unordered.contains { $0.kind == .transition })
        for case .ridge(let parameters) in unordered.map(\.method) { #expect(parameters.sequenceGain == 0) }
    }

    @Test("Refuses JSON of an unknown kind or of a history out of range")
    func refusals() throws {
        for text in [
            #"{"kind":"tea","parameters":{},"history":{"uses_weights":true,"order_decay":1,"limit":5,"rejection":0}}"#,
            #"{"kind":"cosine","parameters":{"shrink":1,"is_binary":true,"limit":5},"history":{"uses_weights":true,"order_decay":2,"limit":5,"rejection":0}}"#,
        ] {
            #expect(throws: (any Error).self) { try JSONDecoder().decode(ItemRecipe.self, from: Data(text.utf8)) }
        }
    }
}
