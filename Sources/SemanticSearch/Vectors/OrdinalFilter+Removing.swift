extension OrdinalFilter {
    /// The same filter without `ordinals`; those that it does not allow anyway are passed over.
    ///
    /// - Complexity: O(universe / 64 + ordinals).
    package func removing(_ ordinals: some Sequence<Int32>) -> OrdinalFilter {
        var words = self.words
        var removed = 0
        for ordinal in ordinals where ordinal >= 0 && Int(ordinal) < universe {
            let bit: UInt64 = 1 << UInt64(ordinal % 64)
            if words[Int(ordinal) / 64] & bit != 0 { removed += 1 }
            words[Int(ordinal) / 64] &= ~bit
        }
        return OrdinalFilter(universe: universe, count: count - removed, words: words)
    }
}
