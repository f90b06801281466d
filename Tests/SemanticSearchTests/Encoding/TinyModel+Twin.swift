import Foundation

extension TinyModel {
    /// The forward pass in double precision, written as the definition reads: the exact twin of the encoder.
    func twin(tokens: [Int32]) -> [Double] {
        let table = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.values.map(Double.init)) })
        func tensor(_ name: String) -> [Double] { table[prefix + name] ?? [] }
        let dimension = Self.dimension
        let size = dimension / Self.heads
        let normalise = { (row: [Double], name: String) -> [Double] in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            let gamma = tensor(name + ".weight")
            let beta = tensor(name + ".bias")
            return row.indices.map { (row[$0] - mean) / (variance + 1e-12).squareRoot() * gamma[$0] + beta[$0] }
        }
        let linear = { (row: [Double], name: String) -> [Double] in
            let weight = tensor(name + ".weight")
            let bias = tensor(name + ".bias")
            return bias.indices.map { out in
                row.indices.reduce(bias[out]) { $0 + row[$1] * weight[out * row.count + $1] }
            }
        }
        let words = tensor("embeddings.word_embeddings.weight")
        let positions = tensor("embeddings.position_embeddings.weight")
        let types = tensor("embeddings.token_type_embeddings.weight")
        var hidden = tokens.enumerated().map { position, token in
            normalise(
                (0..<dimension).map {
                    words[Int(token) * dimension + $0] + positions[position * dimension + $0] + types[$0]
                },
                "embeddings.LayerNorm")
        }
        for layer in 0..<Self.layers {
            let start = "encoder.layer.\(layer)."
            let queries = hidden.map { linear($0, start + "attention.self.query") }
            let keys = hidden.map { linear($0, start + "attention.self.key") }
            let values = hidden.map { linear($0, start + "attention.self.value") }
            hidden = hidden.indices.map { row in
                var context = [Double](repeating: 0, count: dimension)
                for head in 0..<Self.heads {
                    let range = head * size..<(head + 1) * size
                    let scores = keys.map { key in
                        exp(range.reduce(0) { $0 + queries[row][$1] * key[$1] } / Double(size).squareRoot())
                    }
                    let total = scores.reduce(0, +)
                    for (score, value) in zip(scores, values) {
                        for index in range { context[index] += score / total * value[index] }
                    }
                }
                let attended = linear(context, start + "attention.output.dense")
                return normalise(zip(attended, hidden[row]).map(+), start + "attention.output.LayerNorm")
            }
            hidden = hidden.map { row in
                let inner = linear(row, start + "intermediate.dense").map {
                    $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot()))
                }
                return normalise(zip(linear(inner, start + "output.dense"), row).map(+), start + "output.LayerNorm")
            }
        }
        let pooled =
            pooling == "cls"
            ? hidden[0]
            : (0..<dimension).map { index in hidden.reduce(0) { $0 + $1[index] } / Double(hidden.count) }
        let length = pooled.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return pooled.map { $0 / length }
    }
}
