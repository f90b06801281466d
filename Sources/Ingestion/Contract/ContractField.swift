/// A field of a record's contract; the raw value is its place in the contract.
protocol ContractField: RawRepresentable<Int>, CaseIterable, Sendable where AllCases == [Self] {
    /// The name in JSON and in the header of a CSV file.
    var name: String { get }
    /// What its value is made of.
    var form: FieldForm { get }
    /// The fields that no record may lack.
    static var required: [Self] { get }
    /// The fields by name.
    static var byName: [String: Self] { get }
}

/// What a value is made of, which decides how a CSV cell is read.
enum FieldForm: Sendable {
    /// Text, as it is.
    case string
    /// A JSON number.
    case number
    /// `true` or `false`.
    case boolean
    /// Strings; in a CSV cell separated by `|`.
    case list
    /// A JSON object.
    case object
}

/// Which field of a record breaks the contract, and how.
struct ContractViolation: Error, Hashable {
    /// The name of the field; nil where the line as a whole is at fault.
    let field: String?
    /// What was expected and what was found.
    let reason: String
}
