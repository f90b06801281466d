import Foundation

/// The built program beside the tests.
enum Program {
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The program with its arguments, not yet started, in an environment without other settings.
    static func prepared(_ arguments: [String], home: String) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MURMUR_") }
        environment["MURMUR_HOME"] = home
        process.environment = environment
        return process
    }

    /// A new folder.
    static func folder() throws -> String {
        let path = NSTemporaryDirectory() + "murmur-cli-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// Runs the program to its end.
    static func run(_ arguments: [String], home: String? = nil) throws -> Result {
        let process = try prepared(arguments, home: home ?? folder())
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: complaint, as: UTF8.self))
    }

    /// `murmur` lies in the folder of the test bundle.
    private static var executable: URL {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let beside = bundle.appendingPathComponent("murmur")
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(".build/release/murmur")
    }
}
