internal import Domain

extension RecommendationRequest {
    /// Checks what can be checked without a catalogue.
    ///
    /// - Throws: `RecommendationError.invalid` naming the first parameter at fault.
    func validate() throws(RecommendationError) {
        func require(_ holds: Bool, _ parameter: String, _ expected: String) throws(RecommendationError) {
            guard holds else { throw .invalid(parameter: parameter, expected: expected) }
        }
        let (limits, days) = (Self.limits, Self.seenDaysLimits)
        try require(
            limits.contains(limit), "limit", "a whole number from \(limits.lowerBound) to \(limits.upperBound)")
        try require((0...1).contains(diversity), "diversity", "a number from 0 to 1")
        try require(minimumScore.isFinite, "min_score", "a finite number")
        try require(seenTypes?.isEmpty != true, "seen_types", "at least one type of event")
        try require(
            seenDays.map(days.contains) ?? true, "seen_days",
            "a whole number from \(days.lowerBound) to \(days.upperBound)")
        if let campaignShare {
            try require(campaignShare > 0 && campaignShare <= 1, "campaign_share", "a number above 0, at most 1")
            try require(target == .message, "campaign_share", "the target message: a campaign has no share in itself")
        }
        if let promotion {
            try require(!promotion.campaignIDs.isEmpty, "promote.campaign_ids", "at least one campaign")
            try require(
                promotion.weight > 0 && promotion.weight <= 1, "promote.weight", "a number above 0, at most 1")
            try require(
                (0...1).contains(promotion.maximumShare), "promote.maximum_share", "a number from 0 to 1")
        }
    }

    /// How many items of one campaign the list may hold: at least one, or nothing could be shown of a short list.
    var campaignCap: Int? { campaignShare.map { max(1, Self.part($0, of: limit)) } }

    /// `share` of `count`, rounded down; 0.3 of 10 are 3, although 0.3 × 10 is a little less in binary.
    static func part(_ share: Double, of count: Int) -> Int { Int((share * Double(count) + 1e-9).rounded(.down)) }
}
