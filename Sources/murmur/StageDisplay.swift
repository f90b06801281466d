import Foundation
import Indexing
import Synchronization

/// Shows a build: a bar that moves on a terminal, one line a stage anywhere else.
final class StageDisplay: IndexingObserver {
    private let isSilent: Bool
    private let isTerminal: Bool
    private let lastShown = Mutex<(stage: IndexingStage, step: Int)?>(nil)

    init(isSilent: Bool) {
        self.isSilent = isSilent
        self.isTerminal = isatty(1) == 1
    }

    func stageStarted(_ stage: IndexingStage) { draw(stage, share: 0) }

    func stageAdvanced(_ stage: IndexingStage, done: Int, total: Int) {
        draw(stage, share: total > 0 ? Double(done) / Double(total) : 1)
    }

    func stageFinished(_ report: StageReport) {
        guard !isSilent else { return }
        let name = report.stage.rawValue.padding(toLength: 13, withPad: " ", startingAt: 0)
        let seconds = Table.seconds(report.seconds)
        let gap = String(repeating: " ", count: max(0, 8 - seconds.count))
        write((isTerminal ? "\r\u{1B}[K" : "") + "\(name)\(gap)\(seconds)  \(report.detail)\n")
    }

    private func draw(_ stage: IndexingStage, share: Double) {
        guard isTerminal, !isSilent else { return }
        let width = 30
        let step = Int(min(1, max(0, share)) * Double(width))
        let isNew = lastShown.withLock { last in
            defer { last = (stage, step) }
            return last?.stage != stage || last?.step != step
        }
        guard isNew else { return }
        let bar = String(repeating: "█", count: step) + String(repeating: "░", count: width - step)
        let name = stage.rawValue.padding(toLength: 13, withPad: " ", startingAt: 0)
        write("\r\u{1B}[K\(name)\(bar) \(Int(share * 100)) %")
    }

    private func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}
