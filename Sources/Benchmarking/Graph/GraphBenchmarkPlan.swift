/// The size of a synthetic graph and what is asked of it.
package struct GraphBenchmarkPlan: Sendable {
    /// Users, messages and campaigns, each at least 1.
    package let users, messages, campaigns: Int
    /// Events to draw; pairs drawn twice are one edge.
    package let edges: Int
    /// Questions of each kind.
    package let queries: Int
    /// The seed of the graph and of the questions.
    package let seed: UInt64
    /// Threads that build item weights.
    package let threads: Int
    /// The users to whom a walk may go from a message, and the edges that one hop may take.
    package let fanOut, steps: Int
    /// The weights that each item method keeps of a message.
    package let rowLimit: Int

    package init(
        users: Int, messages: Int, campaigns: Int, edges: Int, queries: Int, seed: UInt64, threads: Int, fanOut: Int,
        steps: Int,
        rowLimit: Int
    ) {
        self.users = users
        self.messages = messages
        self.campaigns = campaigns
        self.edges = edges
        self.queries = queries
        self.seed = seed
        self.threads = threads
        self.fanOut = fanOut
        self.steps = steps
        self.rowLimit = rowLimit
    }
}
