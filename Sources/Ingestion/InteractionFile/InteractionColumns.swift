internal import Domain

/// Which column of an interaction file is what.
struct InteractionColumns: Equatable {
    /// How many fields every line has.
    let count: Int
    let user: Int
    let item: Int
    let weight: Int?
    let time: Int?

    private static let userNames: Set<String> = [
        "user", "user_id", "userid", "uid", "reviewerid", "reviewer_id", "visitorid", "visitor_id", "customer_id",
    ]
    static let itemNames: Set<String> = [
        "item", "item_id", "itemid", "iid", "message", "message_id", "product", "product_id", "productid", "movie",
        "movie_id", "movieid", "asin", "article_id", "book_id", "artist_id",
    ]
    private static let weightNames: Set<String> = ["weight", "rating", "score", "strength", "count", "value"]
    private static let timeNames: Set<String> = [
        "time", "timestamp", "ts", "unixreviewtime", "event_time", "datetime", "date",
    ]

    /// A column's name as it is compared: small letters, and without RecBole's type behind a colon (`user_id:token`).
    static func name(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0x3A }, as: UTF8.self).lowercased()
    }

    /// The columns that a first line names; nil when it is no header, for it does not name a user and an item.
    ///
    /// - Throws: `ContractViolation` where two columns would be the same.
    init?(header fields: [ArraySlice<UInt8>]) throws(ContractViolation) {
        let names = fields.map { InteractionColumns.name($0) }
        func column(_ known: Set<String>, _ what: String) throws(ContractViolation) -> Int? {
            let found = names.indices.filter { known.contains(names[$0]) }
            guard found.count <= 1 else {
                let got = found.map { names[$0] }.joined(separator: ", ")
                throw ContractViolation(field: nil, reason: "expected one column of the \(what), got \(got)")
            }
            return found.first
        }
        guard names.contains(where: InteractionColumns.userNames.contains),
            names.contains(where: InteractionColumns.itemNames.contains),
            let user = try column(InteractionColumns.userNames, "user"),
            let item = try column(InteractionColumns.itemNames, "item")
        else { return nil }
        count = names.count
        self.user = user
        self.item = item
        weight = try column(InteractionColumns.weightNames, "weight")
        time = try column(InteractionColumns.timeNames, "time")
    }

    /// The columns of a file without a header, by the number of fields of its first line: user and item; a third is the
    /// weight, unless it looks like a moment (a date, or a number above 10⁸, which as a Unix time is after 1973); a fourth
    /// is the time.
    ///
    /// - Throws: `ContractViolation` where the number of fields is another.
    init(firstLine fields: [ArraySlice<UInt8>]) throws(ContractViolation) {
        guard (2...4).contains(fields.count) else {
            throw ContractViolation(
                field: nil,
                reason: "expected `user item [weight] [time]` separated by tab, comma or space, got "
                    + "\(fields.count) \(fields.count == 1 ? "field" : "fields"); "
                    + "files with other columns need a header that names user and item")
        }
        count = fields.count
        user = 0
        item = 1
        let third = fields.count == 3 ? String(decoding: fields[2], as: UTF8.self) : ""
        let isTime = Instant(rfc3339: third) != nil || (Double(third).map { $0 > 1e8 } ?? false)
        weight = fields.count == 4 || (fields.count == 3 && !isTime) ? 2 : nil
        time = fields.count == 4 ? 3 : fields.count == 3 && isTime ? 2 : nil
    }
}
