import Foundation
import Snapshots
import TestWorld
import Testing

@Suite("Checksum")
struct ChecksumTests {
    @Test(
        "SHA-256 gives the digests of FIPS 180-4 and its examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ])
    func vectors(text: String, digest: String) throws {
        #expect(Checksum.sha256(Array(text.utf8)) == digest)
        let folder = try TestFolder()
        try FileDamage.write(Array(text.utf8), to: folder.path + "/file")
        #expect(try Checksum.sha256(file: folder.path + "/file") == digest)
    }

    @Test("A million times the letter a has the known digest")
    func million() {
        #expect(
            Checksum.sha256([UInt8](repeating: 97, count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("A missing file is unreadable and named")
    func missing() throws {
        let path = try TestFolder().path + "/none"
        guard case .unreadable(let file, _)? = FileDamage.error(of: { _ = try Checksum.sha256(file: path) }) else {
            Issue.record("no error")
            return
        }
        #expect(file == path)
    }
}
