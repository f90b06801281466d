import Features
import TestNumbers
import Testing

@Suite("The vectors of many messages by feature")
struct FeatureSheetTests {
    @Test("are those one by one, bit by bit", arguments: UInt64(1)...6)
    func vectors(seed: UInt64) throws {
        let table = try RandomLog(seed: seed).table
        var random = SeededGenerator(seed)
        for user in [nil, -1, Int32(table.userCount)] + (0..<Int32(table.userCount)).map({ $0 }) {
            var messages = (-1...Int32(table.messageCount)).filter { _ in random.below(3) > 0 }
            if random.below(3) == 0 { messages.shuffle(using: &random) }
            let sheet = table.sheet(user: user, messages: messages, block: 8)
            #expect(sheet.count == messages.count && sheet.stride % 8 == 0 && sheet.stride >= sheet.count)
            #expect(sheet.columns.count == sheet.varying.count * sheet.stride)
            for (row, message) in messages.enumerated() {
                #expect(
                    sheet.vector(row).map(\.bitPattern)
                        == table.vector(user: user, message: message).map(\.bitPattern),
                    "user \(user ?? -2), message \(message)")
            }
        }
    }

    @Test("have no column for what a stranger cannot differ in")
    func stranger() throws {
        let table = try RandomLog(seed: 9).table
        let names = table.sheet(user: nil, messages: [0, 1]).varying.map { FeatureTable.definitions[Int($0)].name }
        #expect(!names.isEmpty && names.allSatisfy { $0.hasPrefix("message_") })
        #expect(table.sheet(user: 0, messages: []).columns.isEmpty)
    }
}
