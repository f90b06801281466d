/// Turns text into the token ids of an uncased BERT model, equal to the Hugging Face tokenizer of such a model.
///
/// Text is cleaned (control, format and private characters dropped, unassigned ones kept), ideographs are set apart,
/// characters are decomposed, stripped of their marks and lowercased, split at spaces and punctuation, and each word
/// is cut greedily into its longest pieces (Wu et al. 2016, WordPiece). `UnicodeFolding` holds the character facts.
///
/// - Complexity: linear in the text up to the token limit; no allocation but the result.
/// - Thread safety: immutable.
package struct WordPieceTokenizer: Sendable {
    /// The tokens of the model.
    package let vocabulary: WordPieceVocabulary
    /// The most tokens that a text may have, with the two that frame it; the rest is cut off.
    package let maximumTokens: Int

    /// Creates a tokenizer; `maximumTokens` below 2 counts as 2.
    package init(vocabulary: WordPieceVocabulary, maximumTokens: Int) {
        self.vocabulary = vocabulary
        self.maximumTokens = max(2, maximumTokens)
    }

    /// The token ids of `text`, framed by `[CLS]` and `[SEP]`.
    package func tokenize(_ text: String) -> [Int32] {
        var tokens: [Int32] = []
        tokenize(text, into: &tokens)
        return tokens
    }

    /// Appends the token ids of `text` to `tokens` and returns how many were appended, at least two.
    @discardableResult
    package func tokenize(_ text: String, into tokens: inout [Int32]) -> Int {
        let start = tokens.count
        tokens.append(vocabulary.classification)
        var text = text
        text.withUTF8 { bytes in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TokenScan.wordCapacity) { word in
                var scan = TokenScan(
                    vocabulary: vocabulary, word: word, tokens: tokens, limit: start + maximumTokens - 1)
                // The scan owns the array while it runs, so that appending never copies it.
                tokens = []
                scan.read(bytes)
                tokens = scan.tokens
            }
        }
        tokens.append(vocabulary.separator)
        return tokens.count - start
    }
}
