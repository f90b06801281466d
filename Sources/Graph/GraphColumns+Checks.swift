internal import Columns

extension GraphColumns {
    /// Checks the numbers that lie beside the rows.
    ///
    /// Transitions and penalties must be above 0, since a walk takes a mass of 0 for "not yet reached".
    func checkNumbers(messageRows: CompressedRows) throws(GraphError) {
        let edges = userMessages.count
        let messages = messageRows.count
        try Self.check(userWeights, "userWeights", count: edges, "a finite weight above 0") { $0 > 0 && $0.isFinite }
        let messageSteps = walkMessageUsers.count
        try Self.check(userTransitions, "userTransitions", count: edges, "above 0, at most 1") {
            $0 > 0 && $0 <= 1
        }
        try Self.check(
            messageTransitions, "messageTransitions", count: messageSteps, "above 0, at most 1"
        ) {
            $0 > 0 && $0 <= 1
        }
        let rejections = rejectedMessages.count
        try Self.check(
            rejectedWeights, "rejectedWeights", count: rejections, "a finite weight of 0 or less"
        ) {
            $0 <= 0 && $0.isFinite
        }
        for (name, times, count) in [
            ("userTimes", userTimes, edges), ("rejectedTimes", rejectedTimes, rejections),
        ] {
            guard times.count == count else {
                throw .invalidCount(column: name, got: times.count, expected: count)
            }
            // Differences of times this small cannot overflow.
            if let index = times.withUnsafeBuffer({ times in times.firstIndex { $0.magnitude > 1 << 53 } }
            ) {
                throw .invalidTime(column: name, index: index, got: times[index])
            }
        }
        try Self.check(messagePenalties, "messagePenalties", count: messages, "0 to 1") { $0 >= 0 && $0 <= 1 }
        try Self.check(popularity, "popularity", count: messages, "a finite number of 0 or more") {
            $0 >= 0 && $0.isFinite
        }
        for message in 0..<messages where messagePenalties[message] == 0 && !messageRows.range(message).isEmpty {
            throw .invalidValue(column: "messagePenalties", index: message, got: 0, expected: "above 0")
        }
        guard popularOrder.count == messages else {
            throw .invalidCount(column: "popularOrder", got: popularOrder.count, expected: messages)
        }
        // Strictly falling by (popularity, ordinal), so no message can occur twice and all occur.
        for index in 0..<messages {
            let message = popularOrder[index]
            guard message >= 0, Int(message) < messages else { throw .invalidOrder(index: index, got: message) }
            guard index > 0 else { continue }
            let before = popularOrder[index - 1]
            let (more, less) = (popularity[Int(before)], popularity[Int(message)])
            guard more > less || (more == less && before < message) else {
                throw .invalidOrder(index: index, got: message)
            }
        }
    }

    private static func check(
        _ column: FlatColumn<Float>, _ name: String, count: Int, _ expected: String, _ isValid: (Float) -> Bool
    ) throws(GraphError) {
        guard column.count == count else { throw .invalidCount(column: name, got: column.count, expected: count) }
        if let index = column.withUnsafeBuffer({ values in values.firstIndex { !isValid($0) } }) {
            throw .invalidValue(column: name, index: index, got: column[index], expected: expected)
        }
    }
}
