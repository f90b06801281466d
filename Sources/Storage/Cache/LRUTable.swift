/// A dictionary of bounded cost that drops what was not used for longest.
///
/// Entries are slots of one array, doubly linked by index in the order of their use; freed slots are linked too. So no
/// entry costs an allocation of its own but its key and value.
///
/// - Complexity: O(1) for every operation, amortised over the entries that it drops.
struct LRUTable<Instant: Comparable & Sendable>: Sendable {
    /// A key that is compared byte by byte, where `String` compares by Unicode's canonical equivalence.
    private struct Key: Hashable, Sendable {
        let text: String

        static func == (left: Key, right: Key) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

        func hash(into hasher: inout Hasher) {
            if text.utf8.withContiguousStorageIfAvailable({ hasher.combine(bytes: UnsafeRawBufferPointer($0)) }) == nil
            {
                for byte in text.utf8 { hasher.combine(byte) }
            }
        }
    }

    private struct Slot: Sendable {
        var key: Key
        var value: [UInt8]
        var expiresAt: Instant
        /// The slot used next after this one; -1 at the newest end.
        var newer: Int
        /// The slot used last before this one, or the next free slot; -1 at the oldest end.
        var older: Int
    }

    /// What an entry counts for beside the bytes of its key and value.
    static var entryOverhead: Int { 96 }

    private let maximumCost: Int
    private var slots: [Slot] = []
    private var index: [Key: Int] = [:]
    private var newest = -1
    private var oldest = -1
    private var free = -1
    /// What all entries count for.
    private(set) var cost = 0

    var count: Int { index.count }

    init(maximumCost: Int) { self.maximumCost = maximumCost }

    /// The value of a key, which becomes the newest; an expired entry is dropped.
    mutating func value(_ key: String, now: Instant) -> [UInt8]? {
        guard let slot = index[Key(text: key)] else { return nil }
        guard now < slots[slot].expiresAt else {
            drop(slot)
            return nil
        }
        if slot != newest {
            unlink(slot)
            linkAsNewest(slot)
        }
        return slots[slot].value
    }

    /// Sets a value and drops the oldest entries that no longer fit; a value that can never fit is not kept.
    mutating func set(_ key: String, _ value: [UInt8], expiresAt: Instant) {
        let key = Key(text: key)
        if let slot = index[key] { drop(slot) }
        let size = Self.cost(key, value)
        guard size <= maximumCost else { return }
        while cost + size > maximumCost, oldest >= 0 { drop(oldest) }
        let entry = Slot(key: key, value: value, expiresAt: expiresAt, newer: -1, older: -1)
        let slot: Int
        if free >= 0 {
            slot = free
            free = slots[slot].older
            slots[slot] = entry
        } else {
            slot = slots.count
            slots.append(entry)
        }
        index[key] = slot
        cost += size
        linkAsNewest(slot)
    }

    /// Drops a key.
    mutating func remove(_ key: String) {
        if let slot = index[Key(text: key)] { drop(slot) }
    }

    /// Drops all.
    mutating func removeAll() { self = LRUTable(maximumCost: maximumCost) }

    /// Whether links, index and cost agree; O(entries).
    var isConsistent: Bool {
        var seen = 0
        var sum = 0
        var previous = -1
        var slot = newest
        while slot >= 0, seen <= slots.count {
            guard slots[slot].newer == previous, index[slots[slot].key] == slot else { return false }
            sum += Self.cost(slots[slot].key, slots[slot].value)
            seen += 1
            previous = slot
            slot = slots[slot].older
        }
        return previous == oldest && seen == index.count && sum == cost && cost <= max(0, maximumCost)
    }

    private static func cost(_ key: Key, _ value: [UInt8]) -> Int {
        key.text.utf8.count + value.count + entryOverhead
    }

    private mutating func drop(_ slot: Int) {
        unlink(slot)
        cost -= Self.cost(slots[slot].key, slots[slot].value)
        index[slots[slot].key] = nil
        // Lets go of the memory now, not when the slot is used again.
        slots[slot].key = Key(text: "")
        slots[slot].value = []
        slots[slot].newer = -1
        slots[slot].older = free
        free = slot
    }

    private mutating func unlink(_ slot: Int) {
        let (newer, older) = (slots[slot].newer, slots[slot].older)
        if newer >= 0 { slots[newer].older = older } else { newest = older }
        if older >= 0 { slots[older].newer = newer } else { oldest = newer }
    }

    private mutating func linkAsNewest(_ slot: Int) {
        slots[slot].newer = -1
        slots[slot].older = newest
        if newest >= 0 { slots[newest].newer = slot } else { oldest = slot }
        newest = slot
    }
}
