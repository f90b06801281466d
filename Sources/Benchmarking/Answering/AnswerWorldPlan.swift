/// The size of a made-up world that answers are asked of.
package struct AnswerWorldPlan: Sendable {
    /// Users, messages and campaigns, each at least 1.
    package let users, messages, campaigns: Int
    /// The distinct texts that the messages share, at least 1: as many vectors are made and indexed.
    package let texts: Int
    /// Events to draw; pairs drawn twice are one edge.
    package let edges: Int
    /// The weights that the graph's signal keeps of a message; 0 for a walk at request time in place of kept weights.
    package let rowLimit: Int
    /// The seed of everything.
    package let seed: UInt64
    /// Threads that build.
    package let threads: Int

    package init(
        users: Int, messages: Int, campaigns: Int, texts: Int, edges: Int, rowLimit: Int, seed: UInt64, threads: Int
    ) {
        self.users = users
        self.messages = messages
        self.campaigns = campaigns
        self.texts = texts
        self.edges = edges
        self.rowLimit = rowLimit
        self.seed = seed
        self.threads = threads
    }
}
