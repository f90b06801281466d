internal import CCrypto
internal import Columns

/// SHA-256 (FIPS 180-4) of bytes and files, by the system's libcrypto.
package enum Checksum {
    /// The digest of `bytes` as 64 lower-case hexadecimal digits.
    package static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let done = digest.withUnsafeMutableBufferPointer { output in
            EVP_Digest(bytes.baseAddress, bytes.count, output.baseAddress, &length, EVP_sha256(), nil)
        }
        // EVP_Digest fails only when memory for its context is gone; a digest of zeros then matches nothing.
        return done == 1 ? hexadecimal(digest) : hexadecimal([UInt8](repeating: 0, count: 32))
    }

    /// The digest of `bytes` as 64 lower-case hexadecimal digits.
    package static func sha256(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { sha256($0) }
    }

    /// The digest of the file at `path`, mapped and not copied.
    ///
    /// - Throws: `SnapshotError.unreadable`.
    package static func sha256(file path: String) throws -> String {
        do {
            return try MappedFile(path: path).withUnsafeBytes { sha256($0) }
        } catch {
            throw SnapshotError.unreadable(file: path, reason: error.description)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
