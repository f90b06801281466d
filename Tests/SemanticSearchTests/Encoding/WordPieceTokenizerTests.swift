import Foundation
import SemanticSearch
import Testing

@Suite("WordPiece tokenizer")
struct WordPieceTokenizerTests {
    static func vocabulary(_ text: String) throws -> WordPieceVocabulary {
        try WordPieceVocabulary(file: "vocab.txt", bytes: Array(text.utf8))
    }

    /// The tokens of `text` by the tiny model's vocabulary, without the two that frame them.
    static func pieces(_ text: String, maximumTokens: Int = 256) throws -> [String] {
        let tokenizer = WordPieceTokenizer(
            vocabulary: try vocabulary(TinyModel.vocabulary.joined(separator: "\n")), maximumTokens: maximumTokens)
        let tokens = tokenizer.tokenize(text)
        #expect(tokens.first == 2)
        #expect(tokens.last == 3)
        return tokens.dropFirst().dropLast().map { TinyModel.vocabulary[Int($0)] }
    }

    @Test(
        "words are cut into their longest pieces",
        arguments: [
            ("hello world!", ["hello", "world", "!"]),
            ("HELLO", ["hello"]),
            ("hello!world", ["hello", "!", "world"]),
            ("hea", ["he", "##a"]),
            ("abab", ["a", "##b", "##a", "##b"]),
            ("hex", ["[UNK]"]),
            ("x hello", ["[UNK]", "hello"]),
            ("a\u{0}b", ["a", "##b"]),
            ("a\u{200b}b", ["a", "##b"]),
            ("a\u{a0}b", ["a", "b"]),
            ("á", ["a"]),
            ("a\u{301}\u{302}b", ["a", "##b"]),
            ("é", ["[UNK]"]),
            ("a中b", ["a", "[UNK]", "b"]),
            ("[SEP]a[SEP", ["[SEP]", "a", "[UNK]", "[UNK]"]),
            ("a[MASK]b", ["a", "[MASK]", "b"]),
            ("", []),
            (" \t\n", []),
        ])
    func words(text: String, expected: [String]) throws {
        #expect(try Self.pieces(text) == expected)
    }

    @Test("words of more than 100 characters are unknown", arguments: [(100, 100), (101, 1), (10_000, 1)])
    func longWords(length: Int, count: Int) throws {
        #expect(try Self.pieces(String(repeating: "a", count: length)).count == count)
        #expect(try Self.pieces(String(repeating: "á", count: length)).count == count)
        #expect(try Self.pieces(String(repeating: "a", count: length) + " a").last == "a")
    }

    @Test("long texts are cut at the limit, also inside a word", arguments: 2...12)
    func limit(maximum: Int) throws {
        let all = try Self.pieces("ab hello abab !! aaa")
        #expect(try Self.pieces("ab hello abab !! aaa", maximumTokens: maximum) == Array(all.prefix(maximum - 2)))
    }

    @Test("tokens are appended after those that are there")
    func appending() throws {
        let tokenizer = WordPieceTokenizer(
            vocabulary: try Self.vocabulary(TinyModel.vocabulary.joined(separator: "\n")), maximumTokens: 4)
        var tokens: [Int32] = [42]
        #expect(tokenizer.tokenize("a b a b", into: &tokens) == 4)
        #expect(tokenizer.tokenize("", into: &tokens) == 2)
        #expect(tokens == [42, 2, 5, 6, 3, 2, 3])
    }

    @Test("any text gives between two tokens and the limit, all of them in the vocabulary", arguments: 0..<20)
    func anyText(seed: UInt64) throws {
        let tokenizer = WordPieceTokenizer(
            vocabulary: try Self.vocabulary(TinyModel.vocabulary.joined(separator: "\n")), maximumTokens: 50)
        var generator = SeededNumbers(state: seed)
        for _ in 0..<200 {
            let length = Int.random(in: 0...300, using: &generator)
            let ceiling: UInt32 = [0x80, 0x800, 0x1_0000, 0x11_0000].randomElement(using: &generator) ?? 0x80
            let scalars = (0..<length).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0..<ceiling, using: &generator))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let tokens = tokenizer.tokenize(text)
            #expect((2...50).contains(tokens.count))
            #expect(tokens.allSatisfy { (0..<16).contains($0) })
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect((2...50).contains(tokenizer.tokenize(String(decoding: bytes, as: UTF8.self)).count))
        }
    }

    @Test(
        "a malformed vocabulary is refused, naming the line",
        arguments: [
            ("", "no token [UNK]"),
            ("[UNK]\n[CLS]\n", "no token [SEP]"),
            ("[UNK]\n[CLS]\n[SEP]\na\na\n", "line 5 repeats"),
            ("[UNK]\n[CLS]\n[SEP]\n##a\n##a\n", "line 5 repeats"),
            ("[UNK]\n\n[CLS]\n[SEP]\n", "line 2 is empty"),
        ])
    func malformed(text: String, message: String) {
        #expect {
            try Self.vocabulary(text)
        } throws: { error in
            "\(error)".contains(message)
        }
    }

    @Test("a vocabulary that is not UTF-8 is refused")
    func notText() {
        #expect {
            try WordPieceVocabulary(file: "v", bytes: Array("[UNK]\n[CLS]\n[SEP]\n".utf8) + [0xC3, 0x28, 0x0A])
        } throws: { error in
            "\(error)".contains("line 4 is not UTF-8")
        }
    }

    @Test("lines may end in carriage return and line feed")
    func carriageReturns() throws {
        let vocabulary = try Self.vocabulary(TinyModel.vocabulary.joined(separator: "\r\n"))
        #expect(vocabulary.count == TinyModel.vocabulary.count)
        #expect(WordPieceTokenizer(vocabulary: vocabulary, maximumTokens: 9).tokenize("world") == [2, 12, 3])
    }

    @Test("a piece and its continuation are different tokens")
    func roots() throws {
        #expect(try Self.pieces("aa") == ["a", "##a"])
        #expect(try Self.pieces("llo") == ["[UNK]"])
    }
}
