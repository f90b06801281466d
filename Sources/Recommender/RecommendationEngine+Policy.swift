internal import Domain
internal import Graph
internal import Snapshots

/// What the rules decided about an item, in sentences that are kept with the answer.
extension RecommendationEngine {
    func decisions(about candidate: Candidate, rank: Int, in run: MessageRun, campaign: Campaign?) -> [String] {
        let request = run.prepared.request
        var policy =
            run.isPersonal
            ? ["eligible: not withdrawn, not excluded"]
            : [coldStartDecision(run.prepared.popularity)]
        if request.excludeSeen, run.prepared.query.user != nil || !request.session.isEmpty {
            policy.append("kept: \(Self.unseen(request))")
        }
        if request.minimumScore > 0 { policy.append("kept: scores at least \(request.minimumScore)") }
        if request.diversity > 0, run.isPersonal {
            policy.append("placed by score and variety, diversity \(request.diversity)")
        }
        policy += shareDecisions(about: candidate, rank: rank, in: run)
        policy += promotionDecisions(about: candidate, rank: rank, in: run)
        if corpus.isFresh(candidate.message) {
            policy.append(
                "arrived after the snapshot was built: compared exactly, without a graph or an activity of its own")
        }
        if let campaign { policy.append("shown under running campaign \(campaign.id)") }
        return policy
    }

    /// Which people answer for somebody of whom nothing is known, and why not those of a segment.
    private func coldStartDecision(_ popularity: Popularity) -> String {
        if let members = popularity.members {
            let people = Reasons.counted(members.people, "person", "people")
            return "segment popular: nothing is known of this user, shown is what is popular with \(people) "
                + Reasons.place(country: members.segment.country, device: members.segment.device)
        }
        let start = "cold start: nothing is known of this user, popular items are shown"
        let place = popularity.place
        guard !place.isEverybody else { return start }
        return start + "; fewer than \(SegmentPopularity.leastPeople) people "
            + Reasons.place(country: place.country, device: place.device, joinedBy: "or")
            + " have engaged with anything"
    }

    private static func unseen(_ request: RecommendationRequest) -> String {
        guard request.seenTypes != nil || request.seenDays != nil else { return "not engaged with before" }
        let types = request.seenTypes.map { "no \($0.map(\.rawValue).joined(separator: ", "))" } ?? "no engagement"
        let days = request.seenDays.map { " in the last \(Reasons.counted($0, "day", "days"))" } ?? ""
        return "\(types) of it\(days)"
    }

    private func shareDecisions(about candidate: Candidate, rank: Int, in run: MessageRun) -> [String] {
        guard let cap = run.prepared.request.campaignCap else { return [] }
        var policy: [String] = []
        let eligibility = run.prepared.rules.eligibility
        if let own = campaignOrdinal(ofMessage: candidate.message, eligibility: eligibility) {
            let number = run.picked.prefix(rank).count {
                campaignOrdinal(ofMessage: $0.message, eligibility: eligibility) == own
            }
            policy.append("campaign share: \(number) of at most \(cap) of \(catalogue.campaigns[Int(own)].id)")
        }
        let better = run.kept.count {
            Candidate.precedes($0, candidate) && run.selection.capped[$0.message] != nil
        }
        if better > 0 {
            let items = Reasons.counted(better, "better item", "better items")
            policy.append("moved up past \(items) of campaigns that have their share")
        }
        return policy
    }

    private func promotionDecisions(about candidate: Candidate, rank: Int, in run: MessageRun) -> [String] {
        guard run.prepared.request.promotion != nil,
            let campaign = promotedCampaign(ofMessage: candidate.message, rules: run.prepared.rules)
        else { return [] }
        let id = catalogue.campaigns[Int(campaign)].id
        guard candidate.isLifted else { return ["not lifted for \(id): promoted items have their share"] }
        let number = run.picked.prefix(rank).count(where: \.isLifted)
        return [
            "lifted by \(candidate.promotion) for promoted campaign \(id), \(number) of at most \(run.promotionQuota)"
        ]
    }
}
