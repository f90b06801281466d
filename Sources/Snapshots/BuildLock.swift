internal import Foundation

/// The right to write the draft of a home, held by one build at a time.
///
/// It is an advisory lock on the folder of the snapshots: nothing is left behind, and the system frees it when the
/// program that holds it ends, however it ends.
///
/// - Thread safety: an immutable value behind a reference; freed with the last reference.
final class BuildLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, or fails at once where another build has it.
    ///
    /// - Throws: `SnapshotError.buildRunning`, or `.cannotWrite` where the folder cannot be locked.
    init(folder: String) throws {
        let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SnapshotError.cannotWrite(file: folder, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            if reason == EWOULDBLOCK { throw SnapshotError.buildRunning(folder: folder) }
            throw SnapshotError.cannotWrite(file: folder, reason: String(cString: strerror(reason)))
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
