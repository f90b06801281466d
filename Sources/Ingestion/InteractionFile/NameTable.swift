/// Numbers names in the order in which they first come, equal where their bytes are.
struct NameTable {
    /// The names by ordinal.
    private(set) var names: [String] = []
    private var ordinals: [ArraySlice<UInt8>: Int32] = [:]

    /// The number of a name, a new one if need be.
    ///
    /// - Throws: `ContractViolation` where the name is empty, broken UTF-8, or the 2³¹st.
    mutating func ordinal(of name: ArraySlice<UInt8>, what: String) throws(ContractViolation) -> Int32 {
        if let known = ordinals[name] { return known }
        guard !name.isEmpty else { throw ContractViolation(field: nil, reason: "expected the \(what), got nothing") }
        guard let text = String(validating: name, as: UTF8.self) else {
            throw ContractViolation(field: nil, reason: "expected the \(what), got broken UTF-8")
        }
        guard names.count < Int(Int32.max) else {
            throw ContractViolation(field: nil, reason: "expected at most \(Int32.max) different names of a \(what)")
        }
        let ordinal = Int32(names.count)
        names.append(text)
        // A copy of the name's own bytes: the slice would keep its whole piece of the file alive.
        ordinals[Array(name)[...]] = ordinal
        return ordinal
    }
}
