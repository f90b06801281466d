package import Domain

/// Why a message or a campaign is not in an answer, read from the very stages that made the answer.
package struct WhyNot: Sendable, Equatable {
    /// What is asked about: a message or a campaign.
    package let target: RecommendationTarget
    /// Its id.
    package let id: String
    /// Its text, or the campaign's name; nil where the snapshot does not know it.
    package let text: String?
    /// How the items of the answer were found.
    package let strategy: Strategy
    /// What became of the message.
    package let verdict: Verdict
    /// Where the message stands in each source's own order of everything that may be shown; empty for a campaign, which
    /// no source ranks but by its messages.
    package let sources: [SourceStanding]
    /// The terms of the message's score, also where it was not scored; empty where it is not known.
    package let contributions: [Contribution]
    /// The rank that its score has, or would have, among the candidates, equal texts counted once; 1 for the best.
    package let rank: Int?
    /// How many candidates were scored.
    package let candidateCount: Int
    /// What is between it and the last item shown; nil where nothing is shown or the message is not known.
    package let gap: ScoreGap?

    /// The sum of `contributions`, added in their order.
    package var score: Double { Contribution.sum(contributions) }

    /// What became of a message.
    package enum Verdict: Sendable, Equatable {
        /// It is in the answer, at this rank.
        case shown(rank: Int)
        /// The snapshot does not know it: it may be newer, or the id is wrong.
        case unknown
        /// A rule left it out before anything was ranked.
        case filtered(ExclusionRule)
        /// No source proposed it.
        case notRetrieved
        /// It scores less than the request's least score.
        case belowMinimumScore(Double)
        /// Another message says the same words and scores better.
        case sameText(MessageID)
        /// The campaign under which it would be shown has its share of the list.
        case capped(campaign: CampaignID, most: Int)
        /// It scores more than an item that was shown for the sake of variety.
        case lessVaried
        /// Enough others score more.
        case outranked
    }
}

/// Where a message stands in the order of one source, which is computed exactly, over everything that may be shown.
package struct SourceStanding: Sendable, Equatable {
    /// `similarity`, `graph`, `forecast` or `popularity`.
    package let source: String
    /// What the source says of the message.
    package let raw: Double
    /// Its rank, 1 for the best, equal ones by ordinal; nil where the source says nothing of it.
    ///
    /// Similarity counts texts, the others count messages.
    package let rank: Int?
    /// How many there are to be ranked.
    package let total: Int
    /// Down to which rank the source proposes candidates; nil for a source that proposes none here.
    package let proposes: Int?
    /// Its rank by popularity among the messages of its own text, of which the best few are proposed; nil for sources
    /// that do not go by texts.
    package let rankInText: Int?
}

/// The distance from a message to the last item of the list, term by term.
package struct ScoreGap: Sendable, Equatable {
    /// The last item shown.
    package let lastID: String
    /// Its score.
    package let lastScore: Double
    /// Its score less that of the message asked about.
    package let total: Double
    /// The same for each term that either of the two has, in the order of contributions.
    package let terms: [Term]

    /// One term of both scores.
    package struct Term: Sendable, Equatable {
        package let term: String
        /// The term of the last item shown; 0 where it has none.
        package let last: Double
        /// The term of the message asked about; 0 where it has none.
        package let own: Double
        /// `last` less `own`.
        package var difference: Double { last - own }
    }

    init(lastID: String, last: [Contribution], own: [Contribution]) {
        self.lastID = lastID
        lastScore = Contribution.sum(last)
        total = lastScore - Contribution.sum(own)
        let names = last.map(\.term) + own.map(\.term).filter { name in !last.contains { $0.term == name } }
        terms = names.map { name in
            Term(
                term: name, last: last.first { $0.term == name }?.value ?? 0,
                own: own.first { $0.term == name }?.value ?? 0)
        }
    }
}
