internal import Domain
internal import Graph
internal import Snapshots

/// How popular messages are with the people that a request is answered by: those of its segment, or everybody.
///
/// For a segment of n people that engaged with a message with weight w, the popularity is what everybody's would be if all N
/// engaged as the segment does, so that one calibration and one `min_score` hold for both:
///
///     popularity = (w + 20 · W / N) · N / (n + 20)
///
/// with W the message's popularity with everybody. The second summand lets 20 people who are like everybody speak along
/// with the segment (an empirical Bayes estimate): a small segment stays near the whole, a large one speaks for itself, and
/// a message that nobody of the segment engaged with keeps a little of its popularity. What came after the build counts with
/// everybody, and in segments with the next build; where it says a user is counts at once.
struct Popularity: Sendable {
    private let corpus: Corpus
    /// The people asked; nil for everybody.
    let members: SegmentMembers?
    /// The narrowest segment that the request and the user's events name.
    let place: Segment

    /// How many people like everybody are counted with a segment.
    static let everybodysVoices = 20.0

    /// The people by whom a request is answered when nothing is known of the asker: the narrowest segment of what the
    /// request says, or else the user's latest events, that has enough people.
    init(corpus: Corpus, request: RecommendationRequest, user: Int32?) {
        self.corpus = corpus
        let contents = corpus.contents
        var known = contents.segments.place(of: user ?? -1)
        if let id = request.userID { known = known.updated(by: corpus.tail.place(of: id)) }
        place = Segment(country: request.country ?? known.country, device: request.device ?? known.device)
        members =
            contents.graph.engagedUserCount > 0
            ? place.widening.lazy.compactMap { contents.segments.members(of: $0) }.first : nil
    }

    /// The popularity of a message.
    func callAsFunction(_ message: Int32) -> Double {
        guard let members else { return corpus.popularity(of: message) }
        return projected(
            members.engagement(with: message)?.weight ?? 0, members, overall: corpus.popularity(of: message))
    }

    private func projected(_ weight: Double, _ members: SegmentMembers, overall: Double) -> Double {
        let everybody = Double(corpus.contents.graph.engagedUserCount)
        return (weight + Self.everybodysVoices * overall / everybody) * everybody
            / (Double(members.people) + Self.everybodysVoices)
    }

    /// What the popularity of a message stands on.
    func evidence(of message: Int32) -> [Evidence] {
        let overall = Evidence.popularity(
            users: corpus.userCount(of: message), weight: corpus.popularity(of: message))
        guard let members else { return [overall] }
        let own = members.engagement(with: message)
        return [
            .segment(
                country: members.segment.country, device: members.segment.device, users: own?.users ?? 0,
                weight: own?.weight ?? 0, people: members.people, everybody: corpus.contents.graph.engagedUserCount),
            overall,
        ]
    }

    /// The most popular allowed messages, the most popular first.
    ///
    /// - Complexity: O(count + excluded), and for a segment O(its messages).
    func top(_ count: Int, isAllowed: (Int32) -> Bool) -> [Int32] {
        let overall = corpus.popular(count, isAllowed: isAllowed)
        guard let members else { return overall }
        // What nobody of the segment touched comes in the order of everybody's popularity, so its best are among these.
        let own = members.top(
            count, score: { projected($1, members, overall: corpus.popularity(of: $0)) },
            excluding: { !isAllowed($0) }
        ).map(\.message)
        return Set(own + overall).map { (message: $0, popularity: self($0)) }
            .sorted { ($0.popularity, $1.message) > ($1.popularity, $0.message) }
            .prefix(count).map(\.message)
    }
}
