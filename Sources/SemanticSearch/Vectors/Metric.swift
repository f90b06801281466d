/// How close two vectors are, always as a similarity: greater is closer, for every metric and everywhere in this room.
package enum Metric: String, Sendable, Codable, CaseIterable {
    /// The sum of products; the cosine when both vectors have unit length.
    case innerProduct = "inner_product"
    /// The inner product divided by both lengths; zero when either vector has length zero.
    case cosine
    /// The negative of the squared Euclidean distance.
    case squaredL2 = "squared_l2"
}
