import Foundation
import Testing

/// A Redis server of one test's own, on a socket in a folder of its own.
final class RedisServer {
    let socket: String
    private let folder: URL
    private let password: String?
    private var process: Process?

    static let program: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/redis-server" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Makes the folder; the server is not started yet.
    init(password: String? = nil) throws {
        // A short path: a socket's has room for 107 bytes.
        self.folder = URL(fileURLWithPath: "/tmp/redis-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.socket = folder.path + "/s"
        self.password = password
    }

    /// Starts the server and returns when its socket takes connections.
    func start() async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.program))
        process.arguments =
            ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder.path]
            + (password.map { ["--requirepass", $0] } ?? [])
        let log = folder.appendingPathComponent("log-\(UUID().uuidString)")
        try Data().write(to: log)
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        while try !String(contentsOf: log, encoding: .utf8).contains("eady to accept connections") {
            try #require(process.isRunning)
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Ends the server and waits until it is gone.
    func stop() {
        guard let process else { return }
        // Threads of Swift's pool block SIGTERM, and a child inherits that; this server has nothing to save.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    /// Stops it from answering, without ending it.
    func pause() { if let process { kill(process.processIdentifier, SIGSTOP) } }

    /// Lets it answer again.
    func resume() { if let process { kill(process.processIdentifier, SIGCONT) } }

    /// Ends the server and removes its folder.
    func remove() {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
