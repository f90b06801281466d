import Testing

/// A page in Prometheus' text format, read strictly: every sample belongs to the metric begun before it.
struct PrometheusPage {
    struct Sample {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    /// The type of each metric.
    private(set) var types: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        #expect(text.hasSuffix("\n"))
        var current = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if line.hasPrefix("# HELP ") {
                current = words[2]
                #expect(types[current] == nil && words.count == 4, "\(line)")
            } else if line.hasPrefix("# TYPE ") {
                #expect(words[2] == current && ["counter", "gauge", "histogram"].contains(words[3]), "\(line)")
                types[current] = words[3]
            } else {
                let sample = try Self.sample(line)
                let suffixes = types[current] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                #expect(suffixes.contains { sample.name == current + $0 }, "\(line) under \(current)")
                samples.append(sample)
            }
        }
    }

    /// The value of the one sample of that name and those labels, among others.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = samples.filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }
        return found.count == 1 ? found[0].value : nil
    }

    private static func sample(_ line: Substring) throws -> Sample {
        let end = try #require(line.lastIndex(of: " "))
        let value = try #require(Double(line[line.index(after: end)...].replacing("+Inf", with: "inf")))
        let head = line[..<end]
        guard let brace = head.firstIndex(of: "{") else { return Sample(name: String(head), labels: [:], value: value) }
        #expect(head.last == "}", "\(line)")
        var labels: [String: String] = [:]
        var rest = head[head.index(after: brace)...]
        while rest.first != "}" {
            let equals = try #require(rest.firstIndex(of: "="))
            let name = String(rest[..<equals])
            rest = rest[rest.index(equals, offsetBy: 2)...]
            var text = ""
            while rest.first != "\"" {
                var next = rest.popFirst()
                if next == "\\" {
                    next = rest.popFirst()
                    if next == "n" { next = "\n" }
                }
                let character = try #require(next)
                text.append(character)
            }
            rest = rest.dropFirst()
            if rest.first == "," { rest = rest.dropFirst() }
            #expect(labels[name] == nil, "\(line)")
            labels[name] = text
        }
        return Sample(name: String(head[..<brace]), labels: labels, value: value)
    }
}
