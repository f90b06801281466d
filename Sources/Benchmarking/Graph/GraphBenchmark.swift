internal import Domain
internal import Graph

/// Builds a synthetic graph with item rows and asks it everything that it answers, one question at a time.
package struct GraphBenchmark {
    private let plan: GraphBenchmarkPlan

    package init(plan: GraphBenchmarkPlan) { self.plan = plan }

    /// Builds and measures.
    ///
    /// - Throws: `GraphError` for numbers that no graph can have.
    package func run() throws -> GraphReport {
        let events = try SyntheticEngagement(plan)
        let parameters = GraphParameters(maximumFanOut: plan.fanOut, maximumSteps: plan.steps)
        try parameters.validate()
        var parts: [GraphReport.Part] = []
        func timed<Value>(_ name: String, _ size: (Value) -> (edges: Int, bytes: Int), _ body: () throws -> Value)
            rethrows -> Value
        {
            let start = ResourceUse.wallSeconds()
            let value = try body()
            let seconds = ResourceUse.wallSeconds() - start
            parts.append(
                GraphReport.Part(part: name, seconds: seconds, edges: size(value).edges, bytes: size(value).bytes))
            return value
        }
        let graph = timed("graph", { ($0.edgeCount, $0.columns.byteCount) }) {
            EngagementGraph.build(
                interactions: events.interactions, messageCampaigns: events.messageCampaigns, asOf: events.asOf,
                parameters: parameters)
        }
        let walkRows = try timed("rp3beta rows", { ($0.edgeCount, $0.byteCount) }) {
            try WalkRows.build(
                graph.matrix, parameters: WalkRows.Parameters(limit: plan.rowLimit, maximumFanOut: plan.fanOut),
                threads: plan.threads)
        }
        let transitions = try timed("transition rows", { ($0.edgeCount, $0.byteCount) }) {
            try ItemTransitions.build(
                EngagementSequences(
                    interactions: events.interactions, asOf: events.asOf, parameters: parameters),
                parameters: ItemTransitions.Parameters(limit: plan.rowLimit), threads: plan.threads)
        }
        let items = try ItemGraph(
            methods: [
                ItemMethod(
                    kind: .rp3beta, rows: walkRows, history: ItemHistoryParameters(usesWeights: true)),
                ItemMethod(
                    kind: .transition, rows: transitions, coefficient: 0.5,
                    history: ItemHistoryParameters(orderDecay: 0.6, limit: 10)),
            ], messageCount: graph.messageCount)
        let latencies = measure(graph, items)
        let overlap = overlaps(graph, walkRows, events)
        return GraphReport(
            users: plan.users, messages: plan.messages, campaigns: plan.campaigns, edges: graph.edgeCount,
            fanOut: plan.fanOut, steps: plan.steps, rowLimit: plan.rowLimit, threads: plan.threads, parts: parts,
            latencies: latencies,
            walkOverlap: overlap.walk, rowOverlap: overlap.rows, peakResidentBytes: ResourceUse.peakResidentBytes())
    }

    private func measure(_ graph: EngagementGraph, _ items: ItemGraph) -> [GraphReport.Latency] {
        var random = SeededNumbers(seed: plan.seed &+ 1)
        let users = (0..<plan.queries).map { _ in Int32(random.ordinal(below: plan.users)) }
        // Messages and campaigns as events have them, so that popular ones are asked about more often.
        let messages = users.map { user in graph.timeline(user).randomElement(using: &random)?.message ?? 0 }
        let campaigns = messages.map { graph.campaigns(ofMessage: $0).first ?? 0 }
        let sessions = users.map { graph.timeline($0, limit: 5).map(\.message) }
        return [
            latency("personal: item rows, 200 best, evidence of 10") { query in
                let user = users[query]
                let scores = items.score(history: graph.timeline(user).map { ($0.message, $0.weight) })
                let top = scores.top(200) { graph.hasEngaged(user: user, message: $0) }
                return top.prefix(10).reduce(top.count) { $0 + scores.shares(of: $1.message, limit: 5).count }
            },
            latency("personal: walk, 200 best, paths of 10") { query in
                let user = users[query]
                let walk = graph.walk(from: user)
                let top = walk.top(200) { graph.hasEngaged(user: user, message: $0) }
                return top.prefix(10).reduce(top.count) { $0 + walk.paths(to: $1.message, limit: 5).count }
            },
            latency("next messages of a session of 5, 200 best") { query in
                items.nextMessages(session: sessions[query], limit: 200).count
            },
            latency("similar users, 100 best, paths of 10") { query in
                let similar = graph.similarUsers(to: users[query])
                let top = similar.top(100)
                return top.prefix(10).reduce(top.count) { $0 + similar.paths(to: $1.user, limit: 5).count }
            },
            latency("audience of a message, 100 best, paths of 10") { query in
                let message = messages[query]
                let audience = graph.audience(ofMessage: message)
                let top = audience.top(100) { graph.hasEngaged(user: $0, message: message) }
                return top.prefix(10).reduce(top.count) { $0 + audience.paths(to: $1.user, limit: 5).count }
            },
            latency("audience of a campaign, 100 best, paths of 10") { query in
                let audience = graph.audience(ofCampaign: campaigns[query])
                let top = audience.top(100)
                return top.prefix(10).reduce(top.count) { $0 + audience.paths(to: $1.user, limit: 5).count }
            },
        ]
    }

    private func latency(_ question: String, _ ask: (Int) -> Int) -> GraphReport.Latency {
        var found = 0
        for query in 0..<min(50, plan.queries) { found += ask(query) }
        var (clock, processor): ([Double], [Double]) = ([], [])
        for query in 0..<plan.queries {
            let (start, cpuStart) = (ResourceUse.wallSeconds(), ResourceUse.threadSeconds())
            found += ask(query)
            processor.append(1e3 * (ResourceUse.threadSeconds() - cpuStart))
            clock.append(1e3 * (ResourceUse.wallSeconds() - start))
        }
        precondition(found >= 0)
        let (wall, cpu) = (Spread(clock), Spread(processor))
        return GraphReport.Latency(
            question: question, queries: plan.queries, p50: wall.median, p90: wall.quantile(0.9),
            p99: wall.quantile(0.99), p50CPU: cpu.median, p90CPU: cpu.quantile(0.9), p99CPU: cpu.quantile(0.99))
    }

    /// How many of the 100 best of the walk over all edges the bounded forms keep, in the mean of up to 50 users.
    private func overlaps(
        _ graph: EngagementGraph, _ rows: ItemRows, _ events: SyntheticEngagement
    ) -> (walk: Double, rows: Double) {
        let full = EngagementGraph.build(
            interactions: events.interactions, messageCampaigns: events.messageCampaigns, asOf: events.asOf,
            parameters: GraphParameters(maximumFanOut: .max, maximumSteps: .max))
        var random = SeededNumbers(seed: plan.seed &+ 2)
        var (walkSum, rowSum, counted) = (0.0, 0.0, 0.0)
        for _ in 0..<min(50, plan.queries) {
            let user = Int32(random.ordinal(below: plan.users))
            let isKnown = { (message: Int32) in full.hasEngaged(user: user, message: message) }
            let best = Set(full.walk(from: user).top(100, excluding: isKnown).map(\.message))
            guard !best.isEmpty else { continue }
            let history = full.userHistory(user)
            let total = history.reduce(0) { $0 + $1.weight }
            let seeds = history.map { ($0.message, power($0.weight / total, full.parameters.alpha)) }
            let walked = graph.walk(from: user).top(100, excluding: isKnown)
            let rowed = rows.score(history: seeds).top(100, excluding: isKnown)
            walkSum += Double(walked.count { best.contains($0.message) }) / Double(best.count)
            rowSum += Double(rowed.count { best.contains($0.message) }) / Double(best.count)
            counted += 1
        }
        return (walkSum / max(1, counted), rowSum / max(1, counted))
    }
}
