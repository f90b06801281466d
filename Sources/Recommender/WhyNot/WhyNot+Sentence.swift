internal import Domain

extension WhyNot {
    /// The verdict as one plain sentence.
    package var sentence: String {
        switch verdict {
        case .shown(let rank): "It is shown, as number \(rank)."
        case .unknown: "The snapshot does not know it: it may be newer than the last build, or the id is wrong."
        case .filtered(.outsideCampaigns) where target == .campaign: "It is none of the campaigns asked for."
        case .filtered(let rule): rule.sentence
        case .notRetrieved: notRetrieved
        case .belowMinimumScore(let least): "It scores \(score), less than the least score asked for, \(least)."
        case .sameText(let id): "It says the same words as \(id), which scores better and stands for it."
        case .capped(let campaign, let most):
            "Campaign \(campaign) has its share of the list, \(Reasons.counted(most, "item", "items"))."
        case .lessVaried: "It scores enough, but is too much like what stands above it for the variety asked for."
        case .outranked:
            gap.map { "It scores \(score), \($0.total) less than the last item shown, \($0.lastID)." }
                ?? "Others score more."
        }
    }

    private var notRetrieved: String {
        if target == .campaign { return "No source proposed any of its messages." }
        let places = sources.compactMap { standing -> String? in
            guard let depth = standing.proposes else { return nil }
            guard let rank = standing.rank else { return "\(standing.source) says nothing of it" }
            if rank > depth { return "\(standing.source) has it at \(rank) and proposes \(depth)" }
            if let inText = standing.rankInText, inText > Retriever.messagesPerText {
                return "\(standing.source) proposes its words, but \(inText - 1) more popular messages say the same"
            }
            return "\(standing.source) has it at \(rank), but its approximate search passed it by"
        }
        return "No source proposed it: " + places.joined(separator: "; ") + "."
    }
}

extension ExclusionRule {
    /// The rule as one plain sentence.
    package var sentence: String {
        switch self {
        case .withdrawn: "The catalogue says that it is withdrawn."
        case .excluded: "The request excludes it."
        case .asked: "It is the message that was asked by."
        case .inSession: "The visitor has just engaged with it."
        case .seen: "This person has seen it, and the request leaves out what was seen."
        case .outsideCampaigns: "It belongs to none of the campaigns asked for that run now for this visitor."
        case .notRunning: "It does not run now."
        case .otherCountry: "It is for other countries than the visitor's."
        case .otherDevice: "It is for other devices than the visitor's."
        case .nothingToShow: "Each of its messages is withdrawn, excluded or seen: nothing of it is left to show."
        }
    }
}
