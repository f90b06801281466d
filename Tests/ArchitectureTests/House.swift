/// The plan of the house: which room lies in which row, and who may touch what.
enum House {
    /// Every room and its row; imports go to lower rows only.
    static let rows: [String: Int] = [
        "murmur": 6,
        "Ingestion": 5, "Indexing": 5, "Serving": 5, "Benchmarking": 5,
        "Recommender": 4,
        "Snapshots": 3,
        "Records": 2, "SemanticSearch": 2, "Graph": 2, "Features": 2, "Forecasting": 2,
        "Columns": 1, "Domain": 1, "Storage": 1,
        "CKernels": 0, "CCrypto": 0, "CLibpq": 0, "CHiredis": 0, "CXGBoost": 0, "CZlib": 0, "CLAPACK": 0,
    ]

    /// The only rooms that may import a library with a door of its own.
    static let doors: [String: Set<String>] = [
        "CLibpq": ["Storage"], "CHiredis": ["Storage"], "GRDB": ["Storage"],
        "CXGBoost": ["Forecasting"],
        "CLAPACK": ["Graph"],
        "CKernels": ["SemanticSearch", "Forecasting"],
        "CZlib": ["Ingestion", "Benchmarking"],
        "CCrypto": ["Snapshots"],
        "Hummingbird": ["Serving"],
    ]

    /// Modules that come with a declared product, whose own interface speaks of them, and that product.
    static let companions: [String: String] = [
        "HummingbirdCore": "Hummingbird", "HTTPTypes": "Hummingbird", "NIOCore": "Hummingbird",
        "UnixSignals": "ServiceLifecycle",
    ]

    /// Modules that come with the toolchain and need no declaration.
    static let toolchain: Set<String> = [
        "Swift", "Foundation", "FoundationEssentials", "Dispatch", "Synchronization", "Glibc", "Musl", "Darwin",
    ]

    /// The only rooms with SQL text in them.
    static let roomsWithSQL: Set<String> = ["Records", "Storage"]

    /// Files that may be longer than `longestFile`, and why.
    static let longFiles: [String: String] = [:]

    /// The greatest number of lines of a source file without a reason.
    static let longestFile = 400
}
