import Forecasting
import Synchronization
import TestNumbers
import Testing

@Suite("Booster trainer")
struct BoosterTrainerTests {
    private func parameters(_ objective: BoosterObjective, rounds: Int = 15) -> BoosterParameters {
        BoosterParameters(
            objective: objective, rounds: rounds, maxDepth: 4, subsample: 0.8, columnSample: 0.7, seed: 42)
    }

    @Test("The same table, parameters and one thread give the same bytes", arguments: BoosterObjective.allCases)
    func deterministic(objective: BoosterObjective) throws {
        let set = try SyntheticTable(seed: 1, rows: 800, features: 8, objective: objective).set()
        let trainer = BoosterTrainer(parameters: parameters(objective), threads: 1)
        let first = try trainer.train(set)
        let second = try trainer.train(set)
        #expect(first.json == second.json)
        #expect(first.metrics == second.metrics)
        var other = parameters(objective)
        other.seed = 43
        #expect(try BoosterTrainer(parameters: other).train(set).json != first.json)
    }

    @Test("The number of threads does not change a byte", arguments: BoosterObjective.allCases)
    func threadCount(objective: BoosterObjective) throws {
        let set = try SyntheticTable(seed: 2, rows: 800, features: 8, objective: objective).set()
        let one = try BoosterTrainer(parameters: parameters(objective), threads: 1).train(set)
        let two = try BoosterTrainer(parameters: parameters(objective), threads: 2).train(set)
        #expect(one.json == two.json)
        #expect(throws: BoosterError.self) {
            try BoosterTrainer(parameters: parameters(objective), threads: 0).train(set)
        }
    }

    @Test("No prediction of an increasing model falls while a feature rises")
    func increasing() throws {
        var generator = SeededGenerator(6)
        let rows = (0..<600).map { _ in (0..<3).map { _ in Float(generator.unit() * 4 - 2) } }
        let set = try TrainingSet(
            features: rows.flatMap { $0 }, featureNames: ["a", "b", "c"],
            labels: rows.map { $0[0] * $0[0] + $0[1] > 1 ? 1 : 0 })
        var increasing = parameters(.binaryLogistic, rounds: 30)
        increasing.isIncreasing = true
        let free = try Forest(
            xgboostJSON: BoosterTrainer(parameters: parameters(.binaryLogistic, rounds: 30)).train(set).json)
        let bound = try Forest(xgboostJSON: BoosterTrainer(parameters: increasing).train(set).json)
        var falls = 0
        for _ in 0..<500 {
            let row = (0..<3).map { _ in Float(generator.unit() * 4 - 2) }
            var more = row
            more[Int(generator.unit() * 3)] += Float(generator.unit())
            #expect(bound.margin(more) >= bound.margin(row))
            falls += free.margin(more) < free.margin(row) ? 1 : 0
        }
        #expect(falls > 0, "without the bound some do")
    }

    @Test("A model learns its training rows", arguments: BoosterObjective.allCases)
    func learns(objective: BoosterObjective) throws {
        let set = try SyntheticTable(seed: 3, rows: 800, features: 8, objective: objective, missing: 0).set()
        let short = try BoosterTrainer(parameters: parameters(objective, rounds: 1)).train(set)
        let long = try BoosterTrainer(parameters: parameters(objective, rounds: 60)).train(set)
        #expect(long.rounds == 60)
        if objective.needsGroups {
            #expect(long.metrics.training > short.metrics.training)
        } else {
            #expect(long.metrics.training < short.metrics.training)
        }
        if objective == .binaryLogistic { #expect(try #require(long.metrics.areaUnderCurve) > 0.97) }
    }

    @Test("Early stopping keeps the best round, and the model is the prefix of the full one")
    func earlyStopping() throws {
        // Labels that are mostly noise overfit soon.
        var generator = SeededGenerator(4)
        func noisy(_ rows: Int) throws -> TrainingSet {
            let features = (0..<(rows * 4)).map { _ in Float(generator.unit()) }
            let labels = (0..<rows).map { Float(generator.unit() < Double(features[$0 * 4]) * 0.5 + 0.25 ? 1 : 0) }
            return try TrainingSet(features: features, featureNames: ["a", "b", "c", "d"], labels: labels)
        }
        let training = try noisy(400)
        let validation = try noisy(400)
        var parameters = BoosterParameters(objective: .binaryLogistic, rounds: 200, learningRate: 0.3)
        parameters.earlyStoppingRounds = 5
        let model = try BoosterTrainer(parameters: parameters).train(training, validation: validation)
        let history = model.metrics.validationHistory
        #expect(history.count == model.rounds + 5)
        #expect(history.min() == history[model.rounds - 1])
        let forest = try Forest(xgboostJSON: model.json)
        #expect(forest.treeCount == model.rounds)
        #expect(abs(try #require(model.metrics.validation) - history[model.rounds - 1]) < 1e-6)

        parameters.rounds = model.rounds
        parameters.earlyStoppingRounds = nil
        let full = try BoosterTrainer(parameters: parameters).train(training)
        let whole = try Forest(xgboostJSON: full.json)
        #expect(forest.margins(rows: validation.features) == whole.margins(rows: validation.features))
    }

    @Test("Progress counts every round")
    func progress() throws {
        let set = try SyntheticTable(seed: 5, rows: 100, features: 3, objective: .squaredError).set()
        let seen = Mutex<[Int]>([])
        _ = try BoosterTrainer(parameters: parameters(.squaredError, rounds: 4)).train(set) { round in
            seen.withLock { $0.append(round) }
        }
        #expect(seen.withLock { $0 } == [1, 2, 3, 4])
    }

    @Test("The base score defaults to one half, and to the mean label for squared error")
    func baseScore() throws {
        let set = try TrainingSet(
            features: [0, 1, 2, 3], featureNames: ["a"], labels: [0, 1, 1, 1], weights: [1, 1, 1, 5])
        let logistic = try BoosterTrainer(parameters: parameters(.binaryLogistic, rounds: 1)).train(set)
        #expect(try Forest(xgboostJSON: logistic.json).baseMargin == 0)
        let squared = try BoosterTrainer(parameters: parameters(.squaredError, rounds: 1)).train(set)
        #expect(try Forest(xgboostJSON: squared.json).baseMargin == 0.875)
        var given = parameters(.binaryLogistic, rounds: 1)
        given.baseScore = 0.2
        let margin = try Forest(xgboostJSON: BoosterTrainer(parameters: given).train(set).json).baseMargin
        #expect(abs(margin - -1.3862944) < 1e-6)
    }

    @Test("Doubled weights give the model of doubled rows")
    func weights() throws {
        let table = SyntheticTable(seed: 6, rows: 200, features: 4, objective: .binaryLogistic)
        var parameters = BoosterParameters(objective: .binaryLogistic, rounds: 5, maxDepth: 3)
        parameters.maxBin = 1024
        let weighted = try BoosterTrainer(parameters: parameters).train(
            table.set(weights: [Float](repeating: 2, count: 200)))
        let doubled = try BoosterTrainer(parameters: parameters).train(
            TrainingSet(
                features: table.features + table.features, featureNames: table.names,
                labels: table.labels + table.labels))
        let left = try Forest(xgboostJSON: weighted.json).margins(rows: table.features)
        let right = try Forest(xgboostJSON: doubled.json).margins(rows: table.features)
        for (left, right) in zip(left, right) { #expect(abs(left - right) < 1e-5) }
    }

    @Test("Weights of groups count for ranking and, spread over the rows, for pointwise objectives")
    func groupWeights() throws {
        let table = SyntheticTable(seed: 7, rows: 100, features: 4, objective: .pairwiseRanking)
        let set = try table.set(weights: [1, 2, 3, 4, 5])
        #expect(set.rowWeights?.count == 100)
        #expect(set.rowWeights?[40] == 3)
        let ranking = try BoosterTrainer(parameters: parameters(.pairwiseRanking)).train(set)
        #expect(try Forest(xgboostJSON: ranking.json).treeCount == 15)
        let squared = try BoosterTrainer(parameters: parameters(.squaredError)).train(set)
        #expect(try Forest(xgboostJSON: squared.json).treeCount == 15)
    }

    @Test("Labels and groups that do not suit the objective are named")
    func unsuitable() throws {
        func train(_ objective: BoosterObjective, _ labels: [Float], _ groups: [UInt32]?) throws {
            let set = try TrainingSet(features: [1, 2, 3], featureNames: ["a"], labels: labels, groups: groups)
            _ = try BoosterTrainer(parameters: BoosterParameters(objective: objective, rounds: 1)).train(set)
        }
        #expect(throws: BoosterError.self) { try train(.binaryLogistic, [0, 1, 2], nil) }
        #expect(throws: BoosterError.self) { try train(.pairwiseRanking, [0, 1, -1], [3]) }
        #expect(throws: BoosterError.self) { try train(.gainRanking, [0, 1, 40], [3]) }
        #expect(
            throws: BoosterError.invalidTrainingSet(
                field: "training.groups", index: nil, expected: "group sizes for rank:pairwise")
        ) { try train(.pairwiseRanking, [0, 1, 0], nil) }
    }

    @Test("A validation table must match, and early stopping needs one")
    func validation() throws {
        let set = try TrainingSet(features: [1, 2], featureNames: ["a"], labels: [0, 1])
        let other = try TrainingSet(features: [1, 2], featureNames: ["b"], labels: [0, 1])
        let trainer = BoosterTrainer(parameters: BoosterParameters(objective: .binaryLogistic, rounds: 2))
        #expect(throws: BoosterError.self) { try trainer.train(set, validation: other) }
        let early = BoosterTrainer(
            parameters: BoosterParameters(objective: .binaryLogistic, rounds: 2, earlyStoppingRounds: 1))
        #expect(throws: BoosterError.self) { try early.train(set) }
    }

    @Test("What libxgboost refuses becomes a typed error with its own words")
    func libraryError() {
        #expect {
            _ = try XGBoostReference(json: Array("{\"no\": 1}".utf8), featureCount: 1).margins(rows: [1])
        } throws: { error in
            guard case .library("XGBoosterLoadModelFromBuffer", let message) = error as? BoosterError else {
                return false
            }
            return !message.isEmpty && !message.contains("\n")
        }
        #expect(throws: BoosterError.self) {
            _ = try XGBoostReference(json: ModelText().bytes, featureCount: 2).margins(rows: [1])
        }
    }
}
