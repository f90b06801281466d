internal import Columns
package import SemanticSearch

/// Reads vectors and true neighbours from the formats that ANN benchmarks come in, plain or gzipped.
///
/// `.fvecs` and `.ivecs` have no magic and are known by their name, `.npy` and idx by their first bytes.
package enum VectorFile {
    /// The vectors of the file at `path`: `.npy` (two dimensions of numbers), `.fvecs` or idx of unsigned bytes.
    ///
    /// - Throws: `InputError` naming the file and the offset at which it is damaged.
    /// - Complexity: reads every value once; a plain `.npy` of 32-bit floats is mapped and not copied.
    package static func vectors(path: String) throws(InputError) -> VectorColumn {
        try vectors(InputFile(path: path))
    }

    /// The rows of ordinals of the file at `path`: `.ivecs` or a `.npy` of whole numbers.
    ///
    /// - Throws: `InputError` naming the file and the offset at which it is damaged.
    package static func ordinals(path: String) throws(InputError) -> [[Int32]] {
        try ordinals(InputFile(path: path))
    }

    /// The vectors of a file that was opened.
    package static func vectors(_ file: InputFile) throws(InputError) -> VectorColumn {
        if isNamed(file.name, ".fvecs") { return try VecsFile.vectors(file) }
        if IdxFile.isIdx(file) { return try IdxFile.vectors(file) }
        guard isNumPy(file) else {
            throw InputError(file: file.name, offset: 0, reason: "expected a .npy, .fvecs or idx file")
        }
        return try NumPyFile.vectors(file)
    }

    /// The rows of ordinals of a file that was opened.
    package static func ordinals(_ file: InputFile) throws(InputError) -> [[Int32]] {
        if isNamed(file.name, ".ivecs") { return try VecsFile.ordinals(file) }
        guard isNumPy(file) else {
            throw InputError(file: file.name, offset: 0, reason: "expected an .ivecs or .npy file")
        }
        return try NumPyFile.ordinals(file)
    }

    /// A column of vectors; a value that is not finite is named by its place in the file.
    static func column(
        _ values: FlatColumn<Float>, dimension: Int, file: String, offset: (_ index: Int) -> Int
    ) throws(InputError) -> VectorColumn {
        do {
            return try VectorColumn(values: values, dimension: dimension)
        } catch VectorError.notFinite(let row, let position) {
            throw InputError(
                file: file, offset: offset(row * dimension + position),
                reason: "expected a finite number at row \(row), position \(position)")
        } catch {
            throw InputError(file: file, reason: "\(error)")
        }
    }

    private static func isNumPy(_ file: InputFile) -> Bool {
        file.withUnsafeBytes { $0.starts(with: NumPyHeader.magic) }
    }

    private static func isNamed(_ name: String, _ suffix: String) -> Bool {
        name.hasSuffix(suffix) || name.hasSuffix(suffix + ".gz")
    }
}
