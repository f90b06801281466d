/// Writes metrics in Prometheus' text format, version 0.0.4.
///
/// Each metric has one HELP and one TYPE line, followed by all of its samples. Names are the program's own; label values
/// are escaped as the format asks.
package struct PrometheusText {
    /// What a reader sends the format as.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// What a metric is.
    package enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    private var text = ""

    /// A page without metrics.
    package init() {}

    /// The text so far, in UTF-8.
    package var bytes: [UInt8] { Array(text.utf8) }

    /// Begins a metric; its samples come next.
    package mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Adds a sample of a whole number.
    package mutating func sample(_ name: String, _ labels: [(name: String, value: String)] = [], is value: Int) {
        add(name, labels, "\(value)")
    }

    /// Adds a sample, in the shortest form that reads back as the same double.
    package mutating func sample(_ name: String, _ labels: [(name: String, value: String)] = [], is value: Double) {
        add(name, labels, value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : "\(value)")
    }

    private mutating func add(_ name: String, _ labels: [(name: String, value: String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
