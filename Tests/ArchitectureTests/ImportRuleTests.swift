import Testing

@Suite("The rule of imports")
struct ImportRuleTests {
    private let rule = ImportRule(
        manifest: Manifest(
            """
            let package = Package(name: "x", targets: [
                .executableTarget(name: "murmur", dependencies: ["Serving"]),
                .target(name: "Serving", dependencies: [.product(name: "Hummingbird", package: "hummingbird")]),
                // .target(name: "Ghost", dependencies: ["Domain"]),
                .target(
                    name: "Recommender",
                    dependencies: [
                        "Domain", "Graph",
                        .product(name: "HeapModule", package: "swift-collections"),
                    ],
                    swiftSettings: safe),
                .target(name: "Graph", dependencies: [.target(name: "Columns"), "Domain"]),
                .target(name: "Storage", dependencies: ["CLibpq", .product(name: "GRDB", package: "GRDB.swift")]),
                .target(name: "Columns", swiftSettings: strict),
                .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
                .target(name: "SampleLog", dependencies: ["Graph"], path: "Tests/SampleLog"),
                .testTarget(name: "GraphTests", dependencies: ["Graph", "SampleLog"]),
            ])
            """))

    @Test("reads what each target depends on")
    func manifest() {
        let targets = rule.manifest.targets
        #expect(Set(targets.keys) == ["murmur", "Serving", "Recommender", "Graph", "Storage", "Columns", "CLibpq"])
        #expect(targets["Recommender"] == ["Domain", "Graph", "HeapModule"])
        #expect(targets["Graph"] == ["Columns", "Domain"])
        #expect(targets["Storage"] == ["CLibpq", "GRDB"])
        #expect(targets["Columns"] == [])
        #expect(rule.manifest.testSupport == ["SampleLog"])
    }

    @Test(
        "lets pass what goes down and is declared",
        arguments: [
            ("Recommender", "internal import Graph\nimport Domain\nprivate import HeapModule"),
            ("Graph", "package import Domain\n#if canImport(Glibc)\n    internal import Glibc\n#endif"),
            ("Serving", "import Hummingbird\nimport NIOCore"),
            ("Storage", "import CLibpq\nimport GRDB\nimport Foundation"),
            ("Graph", "// import Recommender\n/* import Serving\n import Storage */ let text = \"import Indexing\""),
            ("Graph", "let text = \"\"\"\n    import Recommender\n    \\(value(\"import Serving\"))\n    \"\"\""),
            ("Graph", "func importance() {}\nlet important = 1\nreport.import(x)"),
        ])
    func passes(target: String, text: String) {
        #expect(rule.violations(in: text, of: target, file: "F.swift") == [])
    }

    @Test(
        "catches every planted import",
        arguments: [
            ("Graph", "import Recommender", "above"),
            ("Graph", "internal import Features", "beside"),
            ("Graph", "package import Records", "beside"),
            ("Columns", "@preconcurrency import Domain", "beside"),
            ("Graph", "import Graph", "beside"),
            ("Recommender", "import Columns", "declare"),
            ("Graph", "import struct Storage.Value", "declare"),
            ("Graph", "import NIOCore", "declare"),
            ("Graph", "import SampleLog", "declare"),
            ("Graph", "import CLibpq", "only Storage"),
            ("Recommender", "import GRDB", "only Storage"),
            ("Recommender", "@_exported import Hummingbird", "only Serving"),
            ("Graph", "let a = 1; import Serving", "above"),
            ("Graph", "/* note */ import Serving", "above"),
            ("Attic", "let a = 1", "not a room"),
        ])
    func catches(target: String, text: String, reason: String) throws {
        let violations = rule.violations(in: "import Foundation\n\n" + text, of: target, file: "F.swift")
        try #require(violations.count == 1)
        #expect(violations[0].contains(reason))
        if target != "Attic" { #expect(violations[0].hasPrefix("F.swift:3: ")) }
    }
}
