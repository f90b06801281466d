#if _endian(big)
    #error("Snapshot files are little-endian and read in place; a big-endian machine cannot map them.")
#endif

/// The layout of a column file, shared by its writer and its reader.
///
/// ## Format (little-endian)
/// | offset | bytes | meaning |
/// |---|---|---|
/// | 0 | 8 | magic `MURMCOLS` |
/// | 8 | 4 | format version |
/// | 12 | 4 | number of columns |
/// | 16 | 16 | kind, ASCII padded with zeros |
/// | 32 | 8 | size of the whole file |
/// | 40 | 24 | zeros |
/// | 64 + 64 i | 64 | record of column i: name (32), element code (4), element size (4), count (8), offset (8), zeros (8) |
/// | then | | the columns, each from a multiple of 64, gaps filled with zeros |
enum ColumnFileFormat {
    static let magic: [UInt8] = Array("MURMCOLS".utf8)
    static let version: UInt32 = 1
    static let headerSize = 64
    static let recordSize = 64
    static let nameSize = 32
    static let kindSize = 16
    static let alignment = 64
    /// A file of more columns than this is hostile, not large.
    static let maximumColumns = 1024

    static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}
