package import Domain
package import Records

/// What events say of a message or campaign, as JSON.
package struct ActivityDocument: Equatable, Sendable {
    /// The number of events by type; types without events are left out.
    package let counts: [String: Int]
    /// How many different users they are of.
    package let users: Int
    package let firstActivity: Instant?
    package let lastActivity: Instant?

    package init(_ activity: Activity) {
        self.counts = Dictionary(uniqueKeysWithValues: activity.counts.map { ($0.key.rawValue, $0.value) })
        self.users = activity.users
        self.firstActivity = activity.firstAt
        self.lastActivity = activity.lastAt
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("counts", counts)
        writer.member("users", users)
        writer.member("first_activity", firstActivity?.description)
        writer.member("last_activity", lastActivity?.description)
    }
}
