/// How much work encoding is: what a benchmark divides by its time, and compares with the machine's SGEMM.
extension SentenceEncoder {
    /// The floating-point operations that encoding `texts` takes: those of the matrix products, twice the multiply-adds.
    ///
    /// - Complexity: tokenizes the texts.
    package func operations(for texts: [String]) -> Double {
        var tokens: [Int32] = []
        return texts.reduce(0) { sum, text in
            tokens.removeAll(keepingCapacity: true)
            let length = Double(tokenizer.tokenize(text, into: &tokens))
            let linear = matrixShapes.reduce(0) { $0 + Double($1.depth) * Double($1.columns) }
            let attention = 2 * length * Double(dimension)
            return sum + 2 * length * Double(configuration.layerCount) * (linear + attention)
        }
    }

    /// The weight matrices of one layer, as the depth and the columns of their products.
    package var matrixShapes: [(depth: Int, columns: Int)] {
        [
            (dimension, 3 * dimension), (dimension, dimension), (dimension, configuration.intermediateSize),
            (configuration.intermediateSize, dimension),
        ]
    }
}
