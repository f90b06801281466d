import ArgumentParser
import Domain
import Foundation
import Indexing
import Ingestion
import Recommender

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well strategies rank: full ranking, seen items left out, with intervals and baselines.",
        discussion: """
            Reads plain interaction files, `user item [weight] [time]` a line with tab, comma or space between, an optional \
            header, maybe .gz: either one file that is divided (--interactions with --split), or two (--train and --test). \
            Every item of the files is ranked for every user with test items; equal scores keep the order of the file.
            """)

    @Option(help: "Interactions to divide into train and test.") var interactions: String?
    @Option(
        help: """
            How to divide: leave-one-out, time (the last fifth), time:0.1, time:7d, random (a quarter of every user) or \
            random:0.25. (default: leave-one-out)
            """) var split: SplitName?
    @Option(help: "Interactions that are known.") var train: String?
    @Option(help: "Interactions to be found.") var test: String?
    @Option(help: "A file of what items say, `item text` a line.") var items: String?
    @Option(help: "The main depth of the lists; metrics are shown at 10 and 20, too.") var k = 10
    @Option(help: "The seed of random splits, the random baseline and the intervals.") var seed: UInt64 = 42
    @Option(help: "How often the users are drawn anew for a 95 % interval.") var resamples = 1000
    @Option(help: "Up to how many train interactions a user or an item is cold.") var cold = 5
    @Flag(help: "Print one JSON object instead of tables.") var json = false
    @OptionGroup var threading: ThreadOption

    func validate() throws {
        guard (1...1000).contains(k) else { throw ValidationError("--k: expected 1 to 1000, got \(k)") }
        guard (1...100_000).contains(resamples) else {
            throw ValidationError("--resamples: expected 1 to 100000, got \(resamples)")
        }
        guard (0...1_000_000).contains(cold) else {
            throw ValidationError("--cold: expected 0 to 1000000, got \(cold)")
        }
        switch (interactions, train, test) {
        case (.some, nil, nil): break
        case (nil, .some, .some):
            guard split == nil else {
                throw ValidationError("--split divides --interactions; --train and --test are divided already")
            }
        case (.some, _, _):
            throw ValidationError("--interactions stands alone; give it, or --train and --test, not both")
        case (nil, .some, nil): throw ValidationError("--train needs --test")
        case (nil, nil, .some): throw ValidationError("--test needs --train")
        case (nil, nil, nil):
            throw ValidationError("expected --interactions FILE, or --train FILE and --test FILE")
        }
    }

    func run() throws {
        let (train, test, split) = try tables()
        let texts = try items.map { try ItemTextFile.texts(path: $0, for: train) } ?? []
        let options = EvaluationOptions(
            split: split, seed: seed, k: k, threads: try threading.count(), resamples: resamples,
            cold: .init(user: cold, item: cold))
        let display = EvaluationDisplay(isSilent: json)
        let report = try OfflineEvaluation.run(
            train: train, test: test, itemTexts: texts, options: options, progress: display.show)
        display.clear()
        if json { return try printJSON(report) }
        print(EvaluationText.text(of: report))
    }

    private func tables() throws -> (train: InteractionTable, test: InteractionTable, split: EvaluationSplit) {
        if let train, let test {
            let tables = try InteractionFileReader.tables(train: train, test: test)
            return (tables.train, tables.test, .given)
        }
        let split = split?.split ?? .leaveOneOut
        let divided = try split.apply(to: InteractionFileReader.table(path: interactions ?? ""), seed: seed)
        return (divided.train, divided.test, split)
    }
}

/// A split as the command line names it.
struct SplitName: ExpressibleByArgument {
    let split: EvaluationSplit

    init?(argument: String) {
        guard let split = EvaluationSplit(argument) else { return nil }
        self.split = split
    }
}
