/// The rule of imports: strictly downward, declared, and through the right door.
struct ImportRule {
    let manifest: Manifest

    /// The modules that a file imports, with their lines.
    static func imports(of source: SwiftSource) -> [(line: Int, module: String)] {
        let kinds: Set<String> = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func"]
        return source.lines.enumerated().flatMap { index, line in
            line.split(separator: ";").compactMap { statement -> (line: Int, module: String)? in
                let words = statement.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
                guard let keyword = words.firstIndex(of: "import"),
                    words[..<keyword].allSatisfy({ $0.hasPrefix("@") || $0.allSatisfy(\.isLetter) }),
                    var path = words[(keyword + 1)...].first
                else { return nil }
                if kinds.contains(String(path)), words.count > keyword + 2 { path = words[keyword + 2] }
                return (index + 1, String(path.prefix { $0 != "." }))
            }
        }
    }

    /// What is wrong with the imports of one file of `target`, one sentence each.
    func violations(in text: String, of target: String, file: String) -> [String] {
        guard let row = House.rows[target] else { return ["\(file): \(target) is not a room of the house"] }
        return Self.imports(of: SwiftSource(text)).compactMap { line, module in
            let place = "\(file):\(line): \(target) imports \(module)"
            if House.toolchain.contains(module) { return nil }
            if let doors = House.doors[module], !doors.contains(target) {
                return "\(place), which only \(doors.sorted().joined(separator: ", ")) may"
            }
            if let other = House.rows[module], other >= row {
                return "\(place), which lies \(other == row ? "beside" : "above") it"
            }
            let product = House.companions[module] ?? module
            if manifest.targets[target]?.contains(product) != true {
                return "\(place), which Package.swift does not declare for it"
            }
            return nil
        }
    }
}
