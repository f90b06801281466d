internal import Domain
internal import Forecasting
package import Snapshots

/// Words the evidence of an item as plain sentences that a marketer would understand.
package struct Reasons: Sendable {
    private let verb: String
    private let blend: BlendParameters

    /// - Parameter eventTypes: how often each engagement type occurs; where one makes up nine tenths, sentences use
    ///   its verb ("bought"), else the neutral one.
    package init(eventTypes: [Manifest.EventTypeCount], blend: BlendParameters) {
        let engagements = eventTypes.filter { $0.type.isEngagement }
        let total = engagements.reduce(0) { $0 + $1.events }
        if let first = engagements.first, Double(first.events) >= 0.9 * Double(total) {
            verb = Self.verb(of: first.type)
        } else {
            verb = "engaged with"
        }
        self.blend = blend
    }

    /// The sentences of a personal item: one for each term that counts, the greatest first.
    func sentences(
        contributions: [Contribution], supporters: Int, campaign: Campaign?, origin: Query.VectorOrigin
    ) -> [String] {
        var sentences = contributions.filter { $0.value > 0 }
            .sorted { $0.value > $1.value }
            .compactMap { sentence(for: $0, supporters: supporters, origin: origin) }
        if let campaign { sentences.append(Self.sentence(for: campaign)) }
        return sentences.isEmpty ? ["Nothing speaks against it, but little speaks for it."] : sentences
    }

    /// The sentence of an item that is shown because it is popular, by the evidence of its popularity.
    func popularity(contributions: [Contribution], campaign: Campaign?) -> [String] {
        var (overall, own) = (0, 0)
        var place: String?
        for evidence in contributions.first?.evidence ?? [] {
            switch evidence {
            case .popularity(let users, _): overall = users
            case .segment(let country, let device, let users, _, _, _):
                (own, place) = (users, Self.place(country: country, device: device))
            default: continue
            }
        }
        func people(_ count: Int) -> String { "\(Self.counted(count, "person", "people")) \(verb) it" }
        let sentence =
            switch place {
            case let place? where own > 0: "Popular with people \(place): \(people(own))."
            case let place?: "Popular: \(people(overall)), though nobody \(place) yet."
            case nil: "Popular: \(people(overall))."
            }
        return [sentence] + (campaign.map { [Self.sentence(for: $0)] } ?? [])
    }

    /// Where people are and with what they come: "in DE on ios".
    static func place(country: String?, device: Device?, joinedBy word: String? = nil) -> String {
        [country.map { "in \($0)" }, device.map { "on \($0.rawValue)" }].compactMap { $0 }
            .joined(separator: word.map { " \($0) " } ?? " ")
    }

    /// The sentences of a recommended campaign.
    ///
    /// - Parameter isPersonal: false where the members are merely the popular ones.
    func campaign(_ campaign: Campaign, members: [String], isPersonal: Bool) -> [String] {
        let best = members.prefix(2).map(Self.quoted)
        let subject = best.count == 1 ? "message" : "messages"
        let verb = best.count == 1 ? "is" : "are"
        let rank = isPersonal ? "best \(subject) for this person" : "most popular \(subject)"
        let ends = campaign.endsAt.map { "Runs until \($0.dateText)." }
        return ["Its \(rank) \(verb) \(best.joined(separator: " and "))."] + (ends.map { [$0] } ?? [])
    }

    /// The sentence of an item that is newer than the snapshot.
    static let fresh = "It arrived after the last build."

    /// The sentence of an item that promotion lifts: who is shown it should know.
    static func promotion(_ campaign: Campaign) -> String { "Promoted with \(campaign.name)." }

    private func sentence(for term: Contribution, supporters: Int, origin: Query.VectorOrigin) -> String? {
        switch SignalSource(rawValue: term.term) {
        case .similarity: similarity(term, origin: origin)
        case .graph: graph(term, supporters: supporters)
        case .forecast: forecast(term)
        case nil: nil
        }
    }

    private func similarity(_ term: Contribution, origin: Query.VectorOrigin) -> String? {
        if origin == .text { return "Close in meaning to the text asked about (cosine \(Self.decimal(term.raw)))." }
        guard case .neighbor(_, let text, let cosine, _)? = term.evidence.first else { return nil }
        if case .message = origin {
            return "Close in meaning to \(Self.quoted(text)) (cosine \(Self.decimal(cosine)))."
        }
        return cosine > 0.999
            ? "Reads the same as \(Self.quoted(text)), which they \(verb)."
            : "Close in meaning to \(Self.quoted(text)), which they \(verb) (cosine \(Self.decimal(cosine)))."
    }

    private func graph(_ term: Contribution, supporters: Int) -> String? {
        guard term.raw > 0, supporters > 0 else { return nil }
        let others = Self.counted(supporters, "other person", "other people")
        return "\(others) with a similar history \(verb) it."
    }

    private func forecast(_ term: Contribution) -> String? {
        let probability = Self.percent(blend.forecastCalibration(term.raw))
        let chance = "The forecast puts the chance within \(blend.horizonDays) days at \(probability)"
        for case .feature(let name, let value?, let shap) in term.evidence where shap > 0 {
            return "\(chance), mostly because of \(FeatureWording.phrase(name, value: value))."
        }
        return chance + "."
    }

    private static func sentence(for campaign: Campaign) -> String {
        let end = campaign.endsAt.map { ", which runs until \($0.dateText)" } ?? ""
        return "Part of \(campaign.name)\(end)."
    }

    static func verb(of type: EventType) -> String {
        switch type {
        case .message: "wrote"
        case .impression: "saw"
        case .view: "viewed"
        case .click: "clicked"
        case .dwell: "read"
        case .like: "liked"
        case .reply: "replied to"
        case .share: "shared"
        case .follow: "followed"
        case .bookmark: "saved"
        case .session: "visited"
        case .transaction: "bought"
        case .conversion: "took up"
        case .label: "were labelled with"
        }
    }

    static func counted(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    /// The text in quotation marks, cut at a word when it is long.
    static func quoted(_ text: String) -> String {
        guard text.count > 90 else { return "“\(text)”" }
        let start = text.prefix(90)
        let cut = start.lastIndex(of: " ").map { start[..<$0] } ?? start
        return "“\(cut)…”"
    }

    /// The nearest whole number; one that no sentence could mean (damaged data can hold any) is cut to ±10¹⁵.
    static func whole(_ number: Double) -> Int {
        number.isNaN ? 0 : Int(min(max(number, -1e15), 1e15).rounded())
    }

    /// Two decimals, without a locale.
    static func decimal(_ number: Double) -> String {
        let hundredths = whole(abs(number) * 100)
        let sign = number < 0 && hundredths > 0 ? "-" : ""
        let cents = hundredths % 100
        return "\(sign)\(hundredths / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// A share as per cent with one decimal.
    static func percent(_ share: Double) -> String {
        let tenths = whole(share * 1000)
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
