import Foundation

/// The files of the checkout that these tests were compiled from.
struct Checkout {
    /// The folder with Package.swift in it.
    let root: URL

    init() {
        root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// The text of a file below the root.
    func text(of path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The paths of all files below a folder, relative to the root, sorted; hidden files excepted.
    func files(under folder: String, withExtensions extensions: Set<String>? = nil) -> [String] {
        let base = root.appendingPathComponent(folder)
        let found = FileManager.default.enumerator(
            at: base, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
        var paths: [String] = []
        while let url = found?.nextObject() as? URL {
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true,
                extensions?.contains(url.pathExtension) ?? true
            else { continue }
            paths.append(String(url.path.dropFirst(root.path.count + 1)))
        }
        return paths.sorted()
    }

    /// The names of the folders in a folder, sorted.
    func folders(in folder: String) throws -> [String] {
        try FileManager.default
            .contentsOfDirectory(
                at: root.appendingPathComponent(folder), includingPropertiesForKeys: [.isDirectoryKey],
                options: [.skipsHiddenFiles]
            )
            .filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true }
            .map(\.lastPathComponent)
            .sorted()
    }
}
