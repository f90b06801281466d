import ArgumentParser
import Columns
import Domain
import Foundation
import Indexing
import Ingestion
import Recommender
import SemanticSearch
import Snapshots

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well strategies rank: full ranking, seen items left out, with intervals and baselines.",
        discussion: """
            Without files it asks of the store: a build as of one horizon before the log's end, measured on what users engaged \
            with for the first time after it; nothing is published.

            With files it reads plain interactions, `user item [weight] [time]` a line with tab, comma or space between, an optional \
            header, maybe .gz: either one file that is divided (--interactions with --split), or two (--train and --test). \
            Every item of the files is ranked for every user with test items; equal scores keep the order of the file.
            """)

    @OptionGroup var settings: Settings
    @Option(help: "Interactions to divide into train and test.") var interactions: String?
    @Option(
        help: """
            How to divide: leave-one-out, time (the last fifth), time:0.1, time:7d, random (a quarter of every user) or \
            random:0.25. (default: leave-one-out)
            """) var split: SplitName?
    @Option(help: "Interactions that are known.") var train: String?
    @Option(help: "Interactions to be found.") var test: String?
    @Option(help: "A file of what items say, `item text` a line.") var items: String?
    @Option(help: "For the store, the days at the log's end that are the test. (default: the horizon of a build)")
    var testDays: Int?
    @Option(
        name: .customLong("as-of"),
        help: "For the store, evaluate as if the log ended just before this moment, RFC 3339. (default: its end)"
    ) var asOf: String?
    @Option(help: "The main depth of the lists; metrics are shown at 10 and 20, too.") var k = 10
    @Option(help: "The seed of random splits, the random baseline and the intervals.") var seed: UInt64 = 42
    @Option(help: "How often the users are drawn anew for a 95 % interval.") var resamples = 1000
    @Option(help: "Up to how many train interactions a user or an item is cold.") var cold = 5
    @Flag(help: "Print one JSON object instead of tables.") var json = false

    func validate() throws {
        guard (1...1000).contains(k) else { throw ValidationError("--k: expected 1 to 1000, got \(k)") }
        guard (1...100_000).contains(resamples) else {
            throw ValidationError("--resamples: expected 1 to 100000, got \(resamples)")
        }
        guard (0...1_000_000).contains(cold) else {
            throw ValidationError("--cold: expected 0 to 1000000, got \(cold)")
        }
        switch (interactions, train, test) {
        case (.some, nil, nil), (nil, nil, nil): break
        case (nil, .some, .some):
            guard split == nil else {
                throw ValidationError("--split divides --interactions; --train and --test are divided already")
            }
        case (.some, _, _):
            throw ValidationError("--interactions stands alone; give it, or --train and --test, not both")
        case (nil, .some, nil): throw ValidationError("--train needs --test")
        case (nil, nil, .some): throw ValidationError("--test needs --train")
        }
        if !readsFiles, split != nil || items != nil {
            throw ValidationError("--split and --items belong to interaction files: give --interactions FILE")
        }
        if let asOf, readsFiles || Instant(rfc3339: asOf) == nil {
            throw ValidationError(
                "--as-of: expected a time like 2018-01-01T00:00:00Z, without interaction files, got \"\(asOf)\"")
        }
        if let testDays, readsFiles || !(1...36_500).contains(testDays) {
            throw ValidationError("--test-days: expected 1 to 36500, without interaction files")
        }
    }

    private var readsFiles: Bool { interactions != nil || train != nil || test != nil }

    func run() async throws {
        guard readsFiles else { return try await evaluateStore() }
        let (train, test, split) = try tables()
        let texts = try items.map { try embedded(ItemTextFile.texts(path: $0, for: train)) }
        let options = EvaluationOptions(
            split: split, seed: seed, k: k, threads: try settings.threadCount(), resamples: resamples,
            cold: .init(user: cold, item: cold))
        let display = EvaluationDisplay(isSilent: json)
        let report = try OfflineEvaluation.run(
            train: train, test: test, texts: texts, options: options, progress: display.show)
        display.clear()
        if json { return try printJSON(report) }
        print(EvaluationText.text(of: report))
    }

    private func evaluateStore() async throws {
        let encoder = try SentenceEncoder.open(directory: settings.modelFolder)
        let options = EvaluationOptions(
            split: .lastDays(1), seed: seed, k: k, threads: try settings.threadCount(), resamples: resamples,
            cold: .init(user: cold, item: cold))
        let observer = StageDisplay(isSilent: true)
        let report = try await settings.withRecords { records in
            try await IndexingPipeline(
                records: records, store: settings.snapshots, encoder: encoder, configuration: IndexConfiguration(),
                threads: options.threads, observer: observer
            ).evaluate(asOf: asOf.flatMap(Instant.init(rfc3339:)), days: testDays, options: options)
        }
        if json { return try printJSON(report) }
        print(EvaluationText.text(of: report))
    }

    /// One unit vector an item; zeros where the file has no text for it, which are near nothing.
    private func embedded(_ texts: [String?]) throws -> VectorColumn {
        let encoder = try SentenceEncoder.open(
            directory: settings.modelFolder)
        var values = try encoder.encode(texts.map { $0 ?? "" }, threads: try settings.threadCount())
        for (item, text) in texts.enumerated() where text == nil {
            for place in item * encoder.dimension..<(item + 1) * encoder.dimension { values[place] = 0 }
        }
        return try VectorColumn(values: FlatColumn(values), dimension: encoder.dimension)
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
