internal import Foundation

/// A folder of one test, removed when the last reference goes.
package final class TestFolder: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "murmur-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Copies the snapshots of `home` here.
    package func copySnapshots(from home: String) throws {
        for name in ["snapshots", "current"] {
            try FileManager.default.copyItem(atPath: home + "/" + name, toPath: path + "/" + name)
        }
    }
}
