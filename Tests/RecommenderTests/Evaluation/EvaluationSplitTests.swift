import Domain
import Recommender
import TestNumbers
import Testing

@Suite("Evaluation splits")
struct EvaluationSplitTests {
    private func table(_ rows: [(Int32, Int32, Double)], hasTimes: Bool = true) throws -> InteractionTable {
        try InteractionTable(
            users: (0..<60).map { "u\($0)" }, items: (0..<100).map { "i\($0)" },
            rows: rows.map { InteractionTable.Row(user: $0.0, item: $0.1, time: $0.2) }, hasTimes: hasTimes)
    }

    private func drawn(_ seed: UInt64) throws -> InteractionTable {
        var random = SeededGenerator(seed)
        return try table(
            (0..<700).map { _ in (Int32(random.below(60)), Int32(random.below(100)), Double(random.below(50))) })
    }

    @Test("Leave-one-out takes the latest of every user, the last of equal ones, and leaves single rows in train")
    func leaveOneOut() throws {
        let table = try table([(0, 1, 5), (0, 2, 9), (0, 3, 9), (0, 4, 1), (1, 5, 7), (2, 6, 2), (2, 7, 1)])
        #expect(
            try EvaluationSplit.leaveOneOut.division(of: table, seed: 1)
                == .init(train: [0, 1, 3, 4, 6], test: [2, 5]))
        let untimed = try self.table([(0, 1, 0), (1, 2, 0), (0, 3, 0), (1, 4, 0)], hasTimes: false)
        #expect(try EvaluationSplit.leaveOneOut.division(of: untimed, seed: 1) == .init(train: [0, 1], test: [2, 3]))
    }

    @Test("A time split has one moment for everybody: nothing in train is as late as anything in test")
    func time() throws {
        for seed in 0..<20 as Range<UInt64> {
            let table = try drawn(seed)
            for split in [EvaluationSplit.lastShare(0.2), .lastShare(0.5), .lastDays(10 / 86_400)] {
                let (train, test) = try split.apply(to: table, seed: seed)
                #expect((train.rows.map(\.time).max() ?? 0) < (test.rows.map(\.time).min() ?? 0))
                #expect(train.rows.count + test.rows.count == table.rows.count)
            }
            #expect(try EvaluationSplit.lastShare(0.2).division(of: table, seed: 0).test.count >= 140)
            #expect(
                try EvaluationSplit.lastDays(10 / 86_400).apply(to: table, seed: 0).test.rows.allSatisfy {
                    $0.time > 39
                })
        }
        let untimed = try self.table([(0, 1, 0), (0, 2, 0)], hasTimes: false)
        #expect(throws: EvaluationSplitError.noTimes) {
            try EvaluationSplit.lastShare(0.2).division(of: untimed, seed: 0)
        }
        let oneMoment = try self.table([(0, 1, 3), (0, 2, 3)])
        #expect(throws: EvaluationSplitError.emptySide(split: "time:0.2")) {
            try EvaluationSplit.lastShare(0.2).division(of: oneMoment, seed: 0)
        }
    }

    @Test("A random split takes its share of every user, by the seed alone", arguments: 0..<10 as Range<UInt64>)
    func random(seed: UInt64) throws {
        let table = try drawn(seed)
        let division = try EvaluationSplit.random(0.25).division(of: table, seed: seed)
        #expect(try EvaluationSplit.random(0.25).division(of: table, seed: seed) == division)
        #expect(try EvaluationSplit.random(0.25).division(of: table, seed: seed + 1) != division)
        #expect((division.train + division.test).sorted() == Array(table.rows.indices))
        for user in 0..<Int32(60) {
            let count = table.rows.count { $0.user == user }
            let kept = division.train.count { table.rows[$0].user == user }
            #expect(kept == Int((0.75 * Double(count)).rounded(.toNearestOrEven)))
        }
    }

    @Test("A random split draws every row equally often")
    func fairness() throws {
        let table = try table((0..<8).map { (0, Int32($0), 0) })
        var drawn = [Int](repeating: 0, count: 8)
        for seed in 0..<4000 as Range<UInt64> {
            for row in try EvaluationSplit.random(0.25).division(of: table, seed: seed).test { drawn[row] += 1 }
        }
        #expect(drawn.reduce(0, +) == 8000)
        #expect(drawn.allSatisfy { abs($0 - 1000) < 130 }, "\(drawn)")
    }

    @Test(
        "A split is read as it is written",
        arguments: [
            ("leave-one-out", EvaluationSplit.leaveOneOut), ("time", .lastShare(0.2)), ("time:0.1", .lastShare(0.1)),
            ("time:7d", .lastDays(7)), ("random", .random(0.25)), ("random:0.5", .random(0.5)),
        ])
    func text(text: String, split: EvaluationSplit) {
        #expect(EvaluationSplit(text) == split)
        #expect(EvaluationSplit(split.description) == split)
    }

    @Test(
        "What is no split is refused",
        arguments: [
            "", "loo", "time:", "time:0", "time:1", "time:xd", "time:-1d", "time:infd", "random:2", "random:nan",
            "leave-one-out:1", "given",
        ])
    func refused(text: String) { #expect(EvaluationSplit(text) == nil) }
}
