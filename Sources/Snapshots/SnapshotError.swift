/// Why a snapshot cannot be read, written or switched to; each case names the file or id at fault.
package enum SnapshotError: Error, Equatable, CustomStringConvertible {
    /// No snapshot of that id in the folder.
    case notFound(id: String)
    /// A file that the manifest lists is not there or cannot be opened.
    case unreadable(file: String, reason: String)
    /// A file's bytes are not what its format or the manifest says.
    case corrupt(file: String, expected: String, found: String)
    /// The file was written by a newer or foreign program.
    case unsupportedVersion(file: String, expected: UInt32, found: UInt32)
    /// Writing failed; the previous snapshot is still current.
    case cannotWrite(file: String, reason: String)
    /// Another build of the same home is writing its draft.
    case buildRunning(folder: String)
    /// The build's own check of what it made failed.
    case invalid(reason: String)

    package var description: String {
        switch self {
        case .notFound(let id): "there is no snapshot \"\(id)\""
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .corrupt(let file, let expected, let found): "\(file): is damaged: expected \(expected), found \(found)"
        case .unsupportedVersion(let file, let expected, let found):
            "\(file): has format version \(found), this program reads version \(expected)"
        case .cannotWrite(let file, let reason): "\(file): cannot be written: \(reason)"
        case .buildRunning(let folder): "\(folder): another build is writing here; wait for it or stop it"
        case .invalid(let reason): "the new snapshot did not pass its own validation: \(reason)"
        }
    }
}
