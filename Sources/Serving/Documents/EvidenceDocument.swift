internal import Domain
package import Recommender

/// One piece of evidence as a JSON object whose member `type` says which it is.
package struct EvidenceDocument: Equatable, Sendable {
    package let evidence: Evidence

    package init(_ evidence: Evidence) { self.evidence = evidence }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch evidence {
            case .neighbor(let messageID, let text, let cosine, let share):
                writer.member("type", Kind.neighbor.rawValue)
                writer.member("message_id", messageID.rawValue)
                writer.member("text", text)
                writer.member("cosine", cosine)
                writer.member("share", share)
            case .path(let throughMessage, let throughUser, let weight, let share):
                writer.member("type", Kind.path.rawValue)
                writer.member("through_message", throughMessage.rawValue)
                writer.member("through_user", throughUser.rawValue)
                writer.member("weight", weight)
                writer.member("share", share)
            case .link(let messageID, let text, let weight, let share, let users):
                writer.member("type", Kind.link.rawValue)
                writer.member("message_id", messageID.rawValue)
                writer.member("text", text)
                writer.member("weight", weight)
                writer.member("share", share)
                writer.member("users", users)
            case .feature(let name, let value, let shap):
                writer.member("type", Kind.feature.rawValue)
                writer.member("name", name)
                writer.member("value", value)
                writer.member("shap", shap)
            case .base(let margin):
                writer.member("type", Kind.base.rawValue)
                writer.member("margin", margin)
            case .popularity(let users, let weight):
                writer.member("type", Kind.popularity.rawValue)
                writer.member("users", users)
                writer.member("weight", weight)
            case .segment(let country, let device, let users, let weight, let people, let everybody):
                writer.member("type", Kind.segment.rawValue)
                writer.member("country", country)
                writer.member("device", device?.rawValue)
                writer.member("users", users)
                writer.member("weight", weight)
                writer.member("people", people)
                writer.member("everybody", everybody)
            case .member(let messageID, let text, let score):
                writer.member("type", Kind.member.rawValue)
                writer.member("message_id", messageID.rawValue)
                writer.member("text", text)
                writer.member("score", score)
            case .promotion(let campaignID, let name):
                writer.member("type", Kind.promotion.rawValue)
                writer.member("campaign_id", campaignID.rawValue)
                writer.member("name", name)
            }
        }
    }

    private enum Kind: String, Decodable {
        case neighbor, path, link, feature, base, popularity, segment, member, promotion
    }
}

extension EvidenceDocument: Decodable {
    private enum CodingKeys: String, CodingKey {
        case type
        case messageID = "message_id"
        case throughMessage = "through_message"
        case throughUser = "through_user"
        case campaignID = "campaign_id"
        case text, cosine, share, weight, name, value, shap, margin, users, score, country, device, people, everybody
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> Double { try container.decode(Double.self, forKey: key) }
        func message(_ key: CodingKeys) throws -> MessageID { try container.decode(MessageID.self, forKey: key) }
        func text(_ key: CodingKeys) throws -> String { try container.decode(String.self, forKey: key) }
        switch try container.decode(Kind.self, forKey: .type) {
        case .neighbor:
            evidence = .neighbor(
                messageID: try message(.messageID), text: try text(.text), cosine: try number(.cosine),
                share: try number(.share))
        case .path:
            evidence = .path(
                throughMessage: try message(.throughMessage),
                throughUser: try container.decode(UserID.self, forKey: .throughUser), weight: try number(.weight),
                share: try number(.share))
        case .link:
            evidence = .link(
                messageID: try message(.messageID), text: try text(.text), weight: try number(.weight),
                share: try number(.share), users: try container.decode(Int.self, forKey: .users))
        case .feature:
            evidence = .feature(
                name: try text(.name), value: try container.decodeIfPresent(Double.self, forKey: .value),
                shap: try number(.shap))
        case .base:
            evidence = .base(margin: try number(.margin))
        case .popularity:
            evidence = .popularity(users: try container.decode(Int.self, forKey: .users), weight: try number(.weight))
        case .segment:
            evidence = .segment(
                country: try container.decodeIfPresent(String.self, forKey: .country),
                device: try container.decodeIfPresent(Device.self, forKey: .device),
                users: try container.decode(Int.self, forKey: .users), weight: try number(.weight),
                people: try container.decode(Int.self, forKey: .people),
                everybody: try container.decode(Int.self, forKey: .everybody))
        case .member:
            evidence = .member(messageID: try message(.messageID), text: try text(.text), score: try number(.score))
        case .promotion:
            evidence = .promotion(
                campaignID: try container.decode(CampaignID.self, forKey: .campaignID), name: try text(.name))
        }
    }
}
