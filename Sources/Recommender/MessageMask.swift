internal import Columns
internal import SemanticSearch
package import Snapshots

/// Which messages of a catalogue a request may return: all but the blocked ones.
///
/// Asking is one bit test, so that every source can ask about every message it touches.
///
/// - Complexity: O(messages / 64) to make, O(1) to block and to ask.
package struct MessageMask: Sendable {
    private var bits: [UInt64]
    /// The blocked messages in the order they were blocked, without repetition.
    private(set) var blocked: [Int32] = []

    /// Allows every message that is not withdrawn.
    package init(catalogue: CatalogueColumns) {
        bits = [UInt64](repeating: 0, count: (catalogue.messageCount + 63) / 64)
        for message in 0..<Int32(catalogue.messageCount) where catalogue.isHidden(message) { block(message) }
    }

    /// Blocks a message; an ordinal that is no message's is passed over.
    package mutating func block(_ message: Int32) {
        guard message >= 0, Int(message) / 64 < bits.count, allows(message) else { return }
        bits[Int(message) / 64] |= 1 << UInt64(message % 64)
        blocked.append(message)
    }

    /// Whether the message may be returned.
    @inline(__always)
    package func allows(_ message: Int32) -> Bool {
        bits[Int(message) / 64] & (1 << UInt64(message % 64)) == 0
    }

    /// The texts that have an allowed message, as a filter of the vector index; nil where all have one.
    func textFilter(catalogue: CatalogueColumns) -> OrdinalFilter? {
        var blockedMessages: [Int32: Int32] = [:]
        for message in blocked { blockedMessages[catalogue.messageTexts[Int(message)], default: 0] += 1 }
        let blockedTexts = blockedMessages.filter { text, count in
            count == catalogue.textOffsets[Int(text) + 1] - catalogue.textOffsets[Int(text)]
        }
        guard !blockedTexts.isEmpty else { return nil }
        return OrdinalFilter(count: catalogue.texts.count) { blockedTexts[$0] == nil }
    }
}
