import Foundation
import Testing

@Suite("The house as it stands")
struct HouseTests {
    let checkout = Checkout()

    private func violations(
        under folder: String, extensions: Set<String>?, _ check: (_ text: String, _ file: String) -> [String]
    ) -> [String] {
        checkout.files(under: folder, withExtensions: extensions).flatMap { file in
            (try? checkout.text(of: file)).map { check($0, file) } ?? []
        }
    }

    @Test("has every room in its plan, in Package.swift and on disk")
    func rooms() throws {
        let manifest = try Manifest(checkout.text(of: "Package.swift"))
        #expect(Set(manifest.targets.keys) == Set(House.rows.keys))
        #expect(try Set(checkout.folders(in: "Sources")) == Set(House.rows.keys))
        #expect(checkout.files(under: "Sources", withExtensions: ["swift"]).count > 50)
    }

    @Test("declares no dependency upward or sideways")
    func declarations() throws {
        let manifest = try Manifest(checkout.text(of: "Package.swift"))
        for (target, dependencies) in manifest.targets {
            #expect(manifest.testSupport.isDisjoint(with: dependencies), "\(target) depends on what tests share")
            for dependency in dependencies {
                if let row = House.rows[target], let other = House.rows[dependency] {
                    #expect(other < row, "\(target) depends on \(dependency)")
                }
                if let doors = House.doors[dependency] {
                    #expect(doors.contains(target), "\(target) depends on \(dependency)")
                }
            }
        }
    }

    @Test("imports strictly downward, what is declared, through the right doors")
    func imports() throws {
        let rule = try ImportRule(manifest: Manifest(checkout.text(of: "Package.swift")))
        let violations = violations(under: "Sources", extensions: ["swift"]) { text, file in
            rule.violations(
                in: text, of: file.split(separator: "/").dropFirst().first.map(String.init) ?? "", file: file)
        }
        #expect(violations == [])
    }

    @Test("keeps SQL in its rooms")
    func sql() {
        let violations = violations(under: "Sources", extensions: ["swift"]) { text, file in
            let room = file.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            return House.roomsWithSQL.contains(room) ? [] : TextRules.sqlViolations(in: text, file: file)
        }
        #expect(violations == [])
    }

    @Test("names nothing for a grab bag")
    func names() throws {
        let names =
            try (checkout.files(under: "Sources") + checkout.files(under: "Tests"))
            .flatMap { $0.split(separator: "/").map(String.init) } + checkout.folders(in: "Sources")
        #expect(Set(names).filter(TextRules.isGrabBag) == [])
    }

    @Test("has no file that is too long without a reason, and no reason without such a file")
    func lengths() throws {
        let violations = violations(under: "Sources", extensions: ["swift"]) { text, file in
            TextRules.lengthViolation(of: text, file: file).map { [$0] } ?? []
        }
        #expect(violations == [])
        for (file, reason) in House.longFiles {
            #expect(!reason.isEmpty)
            let lines = try checkout.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines > House.longestFile, "\(file) is short enough now")
        }
    }

    @Test("speaks of no particular machine", arguments: ["Sources", "Tests", "Migrations", "docs", "scripts", ".ci"])
    func machinePaths(folder: String) throws {
        #expect(violations(under: folder, extensions: nil, TextRules.machinePathViolations) == [])
    }

    @Test(
        "speaks of no particular machine on its front page and in its manifest",
        arguments: ["Package.swift", "README.md"])
    func machinePathsAtTheTop(file: String) throws {
        guard FileManager.default.fileExists(atPath: checkout.root.appendingPathComponent(file).path) else { return }
        #expect(TextRules.machinePathViolations(in: try checkout.text(of: file), file: file) == [])
    }
}
