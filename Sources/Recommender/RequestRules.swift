internal import Columns
internal import Domain
internal import Graph
internal import Snapshots

/// What a request forbids before anything is searched: the mask that every source asks, and which rule is behind it.
///
/// Messages that are withdrawn, excluded, asked by, outside the campaigns asked for or, on request, already seen are
/// never candidates. The mask and `rule(against:)` are made from the same sets, so they cannot disagree.
struct RequestRules: Sendable {
    /// Campaigns that may be named.
    let eligibility: Eligibility
    /// The messages that may be returned.
    let mask: MessageMask
    /// The messages the request is limited to, rising; nil where it may have any.
    let scope: [Int32]?
    private let corpus: Corpus
    private let excluded: Set<Int32>
    private let anchor: Int32?
    private let session: Set<Int32>
    /// Those of the snapshot first, rising.
    private let seen: [Int32]

    /// - Parameters:
    ///   - base: the prepared mask of the catalogue, where only withdrawn messages are blocked.
    ///   - anchor: the message that is asked by.
    ///   - user: whose touches count as seen, where the snapshot knows them.
    init(
        corpus: Corpus, base: MessageMask, request: RecommendationRequest, anchor: Int32?, user: Int32?, now: Instant
    ) throws(RecommendationError) {
        let contents = corpus.contents
        let catalogue = contents.catalogue
        self.corpus = corpus
        self.anchor = anchor
        eligibility = try Eligibility(catalogue: catalogue, request: request, now: now)
        var excluded: Set<Int32> = []
        if request.target == .message {
            excluded = Set(request.exclude.compactMap { corpus.ordinal(of: MessageID($0)) })
        }
        var session: Set<Int32> = []
        var seen: [Int32] = []
        if request.excludeSeen {
            // What a visitor has just engaged with is as seen as what the log says.
            session = Set(request.session.compactMap(corpus.ordinal))
            let types = Set(request.seenTypes ?? EventType.allCases.filter(\.isEngagement))
            let since = request.seenDays.map { now.adding(days: -$0) }
            if let user {
                contents.touches.forEachMessage(touchedBy: user, types: types, since: since) { message in
                    // A user's touches rise by message.
                    if message != seen.last { seen.append(message) }
                }
            }
            for touch in request.userID.map(corpus.tail.touches) ?? []
            where types.contains(touch.type) && since.map({ touch.time >= $0 }) != false {
                seen.append(touch.message)
            }
        }
        self.excluded = excluded
        self.session = session
        self.seen = seen
        scope = Self.scope(corpus: corpus, request: request, eligibility: eligibility)
        var mask = base
        for message in excluded { mask.block(message) }
        for message in session { mask.block(message) }
        for message in seen { mask.block(message) }
        if let anchor { mask.block(anchor) }
        self.mask = scope.map(mask.limited(to:)) ?? mask
    }

    /// The messages of the campaigns asked for that may be shown; a campaign that does not run has nothing to show.
    private static func scope(
        corpus: Corpus, request: RecommendationRequest, eligibility: Eligibility
    ) -> [Int32]? {
        guard request.target == .message, let asked = eligibility.asked else { return nil }
        let running = asked.filter(eligibility.allows(campaign:))
        if running.count == 1, let only = running.first { return corpus.messages(ofCampaign: only) }
        return Set(running.flatMap { corpus.messages(ofCampaign: $0) }).sorted()
    }

    /// The first rule that forbids a message, nil where none does.
    func rule(against message: Int32) -> ExclusionRule? {
        if corpus.isHidden(message) { return .withdrawn }
        if excluded.contains(message) { return .excluded }
        if anchor == message { return .asked }
        if session.contains(message) { return .inSession }
        if seen.contains(message) { return .seen }
        return mask.allows(message) ? nil : .outsideCampaigns
    }
}

/// A rule that keeps a message or a campaign out of an answer before anything is ranked.
package enum ExclusionRule: String, Sendable, CaseIterable, Codable {
    /// The catalogue says it is withdrawn.
    case withdrawn
    /// The request names it in `exclude`.
    case excluded
    /// It is the message that was asked by.
    case asked = "asked_by"
    /// The session has just touched it.
    case inSession = "in_session"
    /// The user has seen it, and the request leaves out what was seen.
    case seen
    /// It belongs to none of the campaigns asked for, or only to those that do not run for this visitor now; a campaign
    /// that is none of them.
    case outsideCampaigns = "outside_campaigns"
    /// The campaign does not run now.
    case notRunning = "not_running"
    /// The campaign is for other countries.
    case otherCountry = "other_country"
    /// The campaign is for other devices.
    case otherDevice = "other_device"
    /// No message of the campaign may be shown: each is withdrawn, excluded or seen.
    case nothingToShow = "nothing_to_show"
}
