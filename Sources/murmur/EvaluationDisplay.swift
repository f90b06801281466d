import Foundation
import Indexing
import Synchronization

/// Shows on a terminal how far an evaluation is; silent anywhere else.
final class EvaluationDisplay: Sendable {
    private let isActive: Bool
    private let lastShown = Mutex<String>("")

    init(isSilent: Bool) { isActive = !isSilent && isatty(2) == 1 }

    func show(_ stage: OfflineEvaluation.Stage) {
        guard isActive else { return }
        let text =
            switch stage {
            case .fit(let what): what
            case .rank(let done, let total): "rank \(100 * done / max(1, total)) %"
            case .measure: "measure …"
            }
        lastShown.withLock { last in
            guard last != text else { return }
            last = text
            FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
        }
    }

    /// Leaves an empty line for what comes next.
    func clear() {
        guard isActive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
