internal import Columns
internal import SemanticSearch
package import Snapshots

/// Which messages of a corpus a request may return: all but the blocked ones.
///
/// Asking is one bit test, so that every source can ask about every message it touches. An engine prepares one mask of
/// its catalogue and copies it for each request, which copies bits and looks at no message.
///
/// - Complexity: O(messages) to prepare, O(messages / 64) to copy, O(1) to block and to ask.
package struct MessageMask: Sendable {
    private var bits: [UInt64]
    /// The texts that have a message which is not withdrawn.
    private let visibleTexts: OrdinalFilter
    /// The messages that were blocked after the withdrawn ones, without repetition.
    private var blocked: [Int32] = []
    /// The only messages that may be allowed, rising; nil where there is no such limit.
    private var scope: [Int32]?

    /// Allows every message that is not withdrawn.
    package init(catalogue: CatalogueColumns) {
        bits = [UInt64](repeating: 0, count: (catalogue.messageCount + 63) / 64)
        var visible = [Bool](repeating: false, count: catalogue.texts.count)
        for message in 0..<Int32(catalogue.messageCount) {
            if catalogue.isHidden(message) {
                bits[Int(message) / 64] |= 1 << UInt64(message % 64)
            } else {
                visible[Int(catalogue.messageTexts[Int(message)])] = true
            }
        }
        visibleTexts = OrdinalFilter(count: catalogue.texts.count) { visible[Int($0)] }
    }

    /// The same for a corpus whose snapshot this mask was made of: its fresh messages, too, and what was withdrawn since.
    func covering(_ corpus: Corpus) -> MessageMask {
        guard !corpus.tail.isEmpty else { return self }
        var result = self
        let words = (corpus.messageCount + 63) / 64
        result.bits += [UInt64](repeating: 0, count: max(0, words - bits.count))
        for message in corpus.tail.withdrawn { result.block(message) }
        for message in corpus.freshMessages where corpus.isHidden(message) { result.block(message) }
        return result
    }

    /// Blocks a message; an ordinal that is no message's is passed over.
    package mutating func block(_ message: Int32) {
        guard message >= 0, Int(message) / 64 < bits.count, allows(message) else { return }
        bits[Int(message) / 64] |= 1 << UInt64(message % 64)
        blocked.append(message)
    }

    /// The same mask that allows nothing but messages of `scope`, which must rise.
    package func limited(to scope: [Int32]) -> MessageMask {
        var result = self
        let allowed = scope.filter(allows)
        result.bits = [UInt64](repeating: .max, count: bits.count)
        for message in allowed { result.bits[Int(message) / 64] &= ~(1 << UInt64(message % 64)) }
        result.scope = allowed
        result.blocked = []
        return result
    }

    /// Whether the message may be returned.
    @inline(__always)
    package func allows(_ message: Int32) -> Bool {
        bits[Int(message) / 64] & (1 << UInt64(message % 64)) == 0
    }

    /// The texts that have an allowed message, as a filter of the vector index; nil where all have one.
    func textFilter(catalogue: CatalogueColumns) -> OrdinalFilter? {
        if let scope {
            return OrdinalFilter(
                count: catalogue.texts.count,
                including: scope.lazy.filter { $0 < catalogue.messageCount && allows($0) }
                    .map { catalogue.messageTexts[Int($0)] })
        }
        var gone: [Int32] = []
        var several: Set<Int32> = []
        for message in blocked where message < catalogue.messageCount {
            let text = catalogue.messageTexts[Int(message)]
            let members = Int(catalogue.textOffsets[Int(text)])..<Int(catalogue.textOffsets[Int(text) + 1])
            if members.count > 1, !several.insert(text).inserted { continue }
            if members.allSatisfy({ !allows(catalogue.textMessages[$0]) }) { gone.append(text) }
        }
        if gone.isEmpty, visibleTexts.count == visibleTexts.universe { return nil }
        return gone.isEmpty ? visibleTexts : visibleTexts.removing(gone)
    }
}
