/// What one feature is: its name in every file and answer, and what its number means.
package struct FeatureDefinition: Hashable, Codable, Sendable {
    /// What a feature is about, and so which part of a vector it stands in.
    package enum Entity: String, CaseIterable, Codable, Sendable {
        /// One user.
        case user
        /// One message.
        case message
        /// One user with one message.
        case pair
        /// The day of the view.
        case calendar
    }

    /// The name, in snake case, with the entity first.
    package let name: String
    /// What it is about.
    package let entity: Entity
    /// What its number counts.
    package let unit: String
    /// What it means, and when it is NaN, which stands for "unknown".
    package let description: String

    package init(name: String, entity: Entity, unit: String, description: String) {
        self.name = name
        self.entity = entity
        self.unit = unit
        self.description = description
    }
}
