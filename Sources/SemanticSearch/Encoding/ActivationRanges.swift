/// The greatest size of each input of each linear layer, met while some texts were encoded.
///
/// Used by one thread at a time.
final class ActivationRanges {
    /// By layer, four linear layers each, in the order in which they run.
    private(set) var greatest: [[Float]]

    init(_ configuration: BertConfiguration) {
        let depths = [
            configuration.dimension, configuration.dimension, configuration.dimension, configuration.intermediateSize,
        ]
        greatest = (0..<configuration.layerCount).flatMap { _ in depths.map { [Float](repeating: 0, count: $0) } }
    }

    /// Takes in the input rows of linear layer `index`.
    func observe(_ index: Int, _ rows: Int, _ input: UnsafePointer<Float>, stride: Int) {
        for row in 0..<rows {
            for column in greatest[index].indices {
                greatest[index][column] = max(greatest[index][column], abs(input[row * stride + column]))
            }
        }
    }

    /// Sentences of many kinds, which touch every input of a model of English: what the int8 mode is balanced by.
    ///
    /// A change here changes vectors, so that the arithmetic's version must be raised.
    static let sentences = [
        "Hello, how can I help you today?",
        "I want to cancel my order and get a refund.",
        "The weather is nice and the children play in the garden.",
        "Error 404: page not found at http://example.com/index.html",
        "Where can I find the nearest bank or cash machine?",
        "He bought 3 apples, 12 eggs and 1.5 litres of milk for $14.99.",
        "lol ok thx, see u tomorrow :)",
        "The committee approved the budget for the next fiscal year.",
        "Please reset my password; I cannot log in to my account.",
        "An algorithm sorts the list in O(n log n) time.",
        "She plays the violin in the city orchestra.",
        "sudo apt-get install python3 && make -j8",
        "Great product, fast shipping, would buy again!!!",
        "What is the exchange rate between the euro and the dollar?",
        "Die Katze sitzt auf dem Tisch.",
        "No.",
    ]
}
