internal import CKernels
internal import Columns
internal import Synchronization

/// Turns texts into unit vectors with a sentence-transformers model of the BERT family, such as all-MiniLM-L6-v2.
///
/// The model is read from its own files (`config.json`, `modules.json`, the pooling's `config.json`, `vocab.txt`,
/// `model.safetensors`) and computed by the kernels of CKernels: in 32-bit floats, or, in the int8 mode, with the linear
/// layers in 8-bit codes. Vectors always have unit length, so inner product, cosine and squared distance order
/// neighbours alike.
///
/// **Same bytes.** A text's vector depends on the text, the model and the precision alone: not on the batch, the number
/// of threads, nor the instruction set. A nightly rebuild may therefore reuse stored vectors.
///
/// - Complexity: about 20 million multiply-adds a token for six layers of 384 dimensions.
/// - Thread safety: immutable but for a locked pool of buffers; any number of threads may encode at once.
package final class SentenceEncoder: Sendable {
    /// The length of a vector.
    package let dimension: Int
    /// The model's name and a digest of its configuration, vocabulary, weights and precision: equal ids give equal vectors.
    package let modelID: String
    /// The most tokens of a text that are read, with the two that frame it.
    package let maximumTokens: Int
    /// The tokenizer of the model.
    package let tokenizer: WordPieceTokenizer
    /// How the matrix products are computed.
    package let precision: EncoderPrecision
    /// The instruction set of the kernels in use: `avx512`, `avx2`, `neon`, `portable`, in int8 also `avx512vnni`, `avxvnni`.
    package let kernelName: String

    let configuration: BertConfiguration
    private let weights: BertWeights
    private let workspaces: Mutex<[WorkspaceBox]>

    /// Rows of one batch: enough to make good use of the weights read, few enough to stay in the second cache.
    private static let batchTokens = 256
    /// The most texts that are tokenized ahead and reported as done together.
    private static let shareTexts = 64
    /// Raised whenever the arithmetic changes, so that stored vectors of before are not mixed with those of after.
    private static func arithmeticVersion(_ precision: EncoderPrecision) -> UInt64 {
        switch precision {
        case .fp32: 1
        case .int8: 0x801
        }
    }

    /// Opens the model in `directory`.
    ///
    /// - Parameters:
    ///   - precision: How to compute; `int8` quantises the weights now, which takes a fraction of a second.
    ///   - kernels: The instruction set to use, or nil for the fastest here; for tests.
    /// - Throws: `EncoderError`, naming the file, and the tensor or setting, that is missing, damaged or not supported.
    package static func open(
        directory: String, precision: EncoderPrecision = .fp32, kernels: String? = nil
    ) throws(EncoderError) -> SentenceEncoder {
        try SentenceEncoder(ModelDirectory(path: directory), precision, kernels: kernels)
    }

    private init(
        _ directory: ModelDirectory, _ precision: EncoderPrecision, kernels name: String?
    ) throws(EncoderError) {
        let configuration = try BertConfiguration(directory)
        if precision == .int8 { try Self.requireDepths(configuration, directory) }
        let vocabularyFile = try directory.map("vocab.txt")
        let vocabulary = try vocabularyFile.withCheckedBytes { (bytes) throws(EncoderError) in
            try WordPieceVocabulary(file: directory.file("vocab.txt"), bytes: bytes)
        }
        guard vocabulary.count <= configuration.vocabularySize else {
            throw .malformed(
                file: directory.file("vocab.txt"),
                reason: "has \(vocabulary.count) tokens, but config.json says \(configuration.vocabularySize)")
        }
        let file = try SafetensorsFile(path: directory.file("model.safetensors"))
        let kernels = EncoderKernels(name, precision)
        tokenizer = WordPieceTokenizer(vocabulary: vocabulary, maximumTokens: configuration.maximumTokens)
        let weights = try BertWeights(file, configuration)
        switch precision {
        case .fp32: self.weights = weights
        case .int8:
            self.weights = weights.quantised(Self.calibrate(weights, configuration, tokenizer, kernels), kernels)
        }
        var digest = Self.arithmeticVersion(precision)
        for part in try configuration.files.map({ (name) throws(EncoderError) in try directory.map(name) })
            + [vocabularyFile, file.file]
        {
            digest = part.withUnsafeBytes { ck_digest($0.baseAddress, $0.count, digest) }
        }
        let hexadecimal = String(digest, radix: 16)
        modelID =
            configuration.name + (precision == .fp32 ? "-" : "-\(precision.rawValue)-")
            + String(repeating: "0", count: 16 - hexadecimal.count) + hexadecimal
        dimension = configuration.dimension
        maximumTokens = configuration.maximumTokens
        self.precision = precision
        kernelName = kernels.name
        self.configuration = configuration
        workspaces = Mutex([])
    }

    /// The unit vector of one text.
    ///
    /// - Throws: `EncoderError.notFinite`.
    package func encode(_ text: String) throws(EncoderError) -> [Float] {
        try encode([text], threads: 1)
    }

    /// The unit vectors of `texts`, row by row: `texts.count` × `dimension` numbers.
    ///
    /// - Parameters:
    ///   - threads: How many threads share the texts; the calling thread is one of them.
    ///   - progress: Called now and then, on any of the threads, with the number of texts done so far.
    /// - Throws: `EncoderError.notFinite` for weights that overflow.
    package func encode(
        _ texts: [String], threads: Int, progress: (@Sendable (Int) -> Void)? = nil
    ) throws(EncoderError) -> [Float] {
        let grain = max(1, min(Self.shareTexts, texts.count / (4 * max(1, threads))))
        let done = Atomic<Int>(0)
        let vectors = [Float](unsafeUninitializedCapacity: texts.count * dimension) { buffer, count in
            buffer.initialize(repeating: 0)
            count = texts.count * dimension
            guard let output = buffer.baseAddress else { return }
            SharedWork.run(count: texts.count, threads: threads, grain: grain) { [self] _, range in
                let workspace = takeWorkspace()
                for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.shareTexts) {
                    let share = start..<min(range.upperBound, start + Self.shareTexts)
                    encode(texts[share], workspace: workspace.value, output: output + start * dimension)
                    let sum = done.add(share.count, ordering: .relaxed).newValue
                    progress?(sum)
                }
                workspaces.withLock { $0.append(workspace) }
            }
        }
        if let bad = vectors.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad / dimension) }
        return vectors
    }

    /// Encodes some texts in batches as large as the workspace allows.
    private func encode(_ texts: ArraySlice<String>, workspace: EncoderWorkspace, output: UnsafeMutablePointer<Float>) {
        let forward = BertForward(
            configuration: configuration, weights: weights, kernels: EncoderKernels(kernelName, precision))
        var tokens: [Int32] = []
        let lengths = texts.map { tokenizer.tokenize($0, into: &tokens) }
        var text = 0
        var token = 0
        while text < lengths.count {
            let first = text
            var rows = 0
            while text < lengths.count, rows + lengths[text] <= workspace.capacity {
                rows += lengths[text]
                text += 1
            }
            forward.run(
                tokens: tokens[token..<token + rows], lengths: lengths[first..<text], workspace: workspace,
                out: output + first * dimension)
            token += rows
        }
    }

    private func takeWorkspace() -> WorkspaceBox {
        workspaces.withLock { $0.popLast() }
            ?? WorkspaceBox(
                value: EncoderWorkspace(
                    configuration, precision, capacity: max(Self.batchTokens, configuration.maximumTokens)))
    }
}

/// A workspace on its way between threads.
///
/// Unchecked because the pool hands a workspace to one thread at a time and its lock orders their uses.
private struct WorkspaceBox: @unchecked Sendable {
    let value: EncoderWorkspace
}
