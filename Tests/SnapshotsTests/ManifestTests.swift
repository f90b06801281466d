import Domain
import Foundation
import Snapshots
import Testing

@Suite("Manifest")
struct ManifestTests {
    private func manifest(weights: SignalValues = SignalValues(similarity: 0.25, graph: 0.5, forecast: 0.25)) throws
        -> Manifest
    {
        try HandMadeSnapshot.manifest(
            id: "one", contents: HandMadeSnapshot.contents(),
            files: [Manifest.FileRecord(name: "a", bytes: 3, sha256: "00")], weights: weights)
    }

    /// The manifest with one piece of its JSON replaced.
    private func decoded(replacing text: String, by other: String) throws -> Manifest {
        let json = String(decoding: try manifest().encoded(), as: UTF8.self)
        try #require(json.contains(text))
        return try Manifest.decoded(Array(json.replacingOccurrences(of: text, with: other).utf8), path: "m")
    }

    @Test("A manifest comes back equal, and equal manifests have equal bytes")
    func roundTrip() throws {
        let original = try manifest()
        let bytes = try original.encoded()
        #expect(try Manifest.decoded(bytes, path: "m") == original)
        #expect(try manifest().encoded() == bytes)
        #expect(bytes.last == 10)
    }

    @Test("Numbers of the blend come back with the same bits")
    func bits() throws {
        let weights = SignalValues(similarity: 1.0 / 3, graph: 1.0 / 3, forecast: 1.0 / 3)
        let again = try Manifest.decoded(try manifest(weights: weights).encoded(), path: "m")
        #expect(again.blend.weights == weights)
    }

    @Test("A manifest of a newer format says so, even where its fields are unknown")
    func newer() throws {
        let version = UInt32(Manifest.formatVersion)
        let own = "\"format_version\" : \(version)"
        #expect(throws: SnapshotError.unsupportedVersion(file: "m", expected: version, found: version + 1)) {
            try Manifest.decoded(Array(#"{"format_version": \#(version + 1), "everything": "else"}"#.utf8), path: "m")
        }
        #expect(throws: SnapshotError.unsupportedVersion(file: "m", expected: version, found: 70)) {
            try decoded(replacing: own, by: "\"format_version\" : 70")
        }
        #expect(throws: SnapshotError.unsupportedVersion(file: "m", expected: version, found: 0)) {
            try decoded(replacing: own, by: "\"format_version\" : -1")
        }
    }

    @Test(
        "What is not a manifest is corrupt and named",
        arguments: [
            "", "{}", "[]", "null", "{\"format_version\": \(Manifest.formatVersion)}", "{\"format_version\": \"1\"}",
            "\u{0}", "{",
        ])
    func notOne(text: String) {
        guard
            case .corrupt(let file, _, _)? = FileDamage.error(of: {
                _ = try Manifest.decoded(Array(text.utf8), path: "the path")
            })
        else {
            Issue.record("no error")
            return
        }
        #expect(file == "the path")
    }

    @Test("Negative and absurd sizes, weights that are no shares and broken calibrations are refused")
    func values() throws {
        for (text, other) in [
            ("\"bytes\" : 3", "\"bytes\" : -3"), ("\"bytes\" : 3", "\"bytes\" : \(Int.max)"),
            ("\"graph\" : 0.5", "\"graph\" : 0.6"), ("\"graph\" : 0.5", "\"graph\" : -0.5"),
            ("\"graph\" : 0.5", "\"graph\" : 1e308"), ("\"value\" : 0.01", "\"value\" : 0.9"),
            ("\"as_of\" : \"2023", "\"as_of\" : \"9x23"),
        ] {
            #expect(throws: SnapshotError.self, "\(other)") { try decoded(replacing: text, by: other) }
        }
    }
}
