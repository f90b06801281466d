// swift-tools-version: 6.2
// The rooms of the house and the arrows between them; docs/architecture.md draws the picture and
// Tests/ArchitectureTests holds the sources to it.
import PackageDescription

/// Settings of every Swift target.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

/// Settings of the rooms that hold no unsafe code of their own.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

let package = Package(
    name: "murmuration",
    products: [
        .executable(name: "murmur", targets: ["murmur"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // Row 6: the executable.
        .executableTarget(
            name: "murmur",
            dependencies: [
                "Columns", "Domain", "Storage", "Records", "SemanticSearch", "Forecasting", "Snapshots", "Recommender",
                "Ingestion", "Indexing", "Serving", "Benchmarking",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: safe),

        // Row 5: the three jobs, and how fast they can be.
        .target(
            name: "Ingestion",
            dependencies: ["Domain", "Storage", "Records", "CZlib"],
            swiftSettings: strict),
        .target(
            name: "Indexing",
            dependencies: [
                "Columns", "Domain", "Storage", "Records", "SemanticSearch", "Graph", "Features", "Forecasting",
                "Snapshots", "Recommender",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: safe),
        .target(
            name: "Serving",
            dependencies: [
                "Columns", "Domain", "Storage", "Records", "SemanticSearch", "Snapshots", "Recommender",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: safe),

        .target(
            name: "Benchmarking",
            dependencies: [
                "Columns", "Domain", "SemanticSearch", "Graph", "Features", "Forecasting", "Snapshots", "Recommender",
                "CZlib",
            ],
            swiftSettings: strict),

        // Row 4: what to show, and why.
        .target(
            name: "Recommender",
            dependencies: [
                "Columns", "Domain", "SemanticSearch", "Graph", "Features", "Forecasting", "Snapshots",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: safe),

        // Row 3: the seam between batch and serving.
        .target(
            name: "Snapshots",
            dependencies: [
                "Columns", "Domain", "SemanticSearch", "Graph", "Features", "Forecasting", "CCrypto",
            ],
            swiftSettings: strict),

        // Row 2: what is known about events, texts, links, time and outcomes.
        .target(
            name: "Records",
            dependencies: ["Domain", "Storage"],
            resources: [
                .embedInCode("../../Migrations/0001_initial.sql"),
                .embedInCode("../../Migrations/0002_arrivals.sql"),
            ],
            swiftSettings: safe),
        .target(
            name: "SemanticSearch",
            dependencies: ["Columns", "CKernels"],
            swiftSettings: strict),
        .target(name: "Graph", dependencies: ["Columns", "Domain", "CLAPACK"], swiftSettings: strict),
        .target(name: "Features", dependencies: ["Columns", "Domain"], swiftSettings: strict),
        .target(name: "Forecasting", dependencies: ["Columns", "CKernels", "CXGBoost"], swiftSettings: strict),

        // Row 1: values, flat memory, connections.
        .target(name: "Columns", swiftSettings: strict),
        .target(name: "Domain", swiftSettings: safe),
        .target(
            name: "Storage",
            dependencies: [
                "CLibpq", "CHiredis",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: strict),

        // Row 0: C.
        .target(name: "CKernels"),
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CXGBoost", providers: [.apt(["libxgboost-dev"])]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLAPACK", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

        // Tests mirror the rooms; TestNumbers are seeded random numbers and TestWorld a small built world that several share.
        .target(name: "TestNumbers", path: "Tests/TestNumbers", swiftSettings: strict),
        .target(
            name: "TestWorld",
            dependencies: ["Domain", "Records", "SemanticSearch", "Forecasting", "Snapshots", "Indexing"],
            path: "Tests/TestWorld",
            swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        .testTarget(name: "ColumnsTests", dependencies: ["Columns"], swiftSettings: strict),
        .testTarget(name: "DomainTests", dependencies: ["Domain", "TestNumbers"], swiftSettings: strict),
        .testTarget(name: "StorageTests", dependencies: ["Storage"], swiftSettings: strict),
        .testTarget(name: "RecordsTests", dependencies: ["Domain", "Storage", "Records"], swiftSettings: strict),
        .testTarget(
            name: "SemanticSearchTests",
            dependencies: ["Columns", "CKernels", "SemanticSearch"],
            resources: [.copy("Golden")],
            swiftSettings: strict),
        .testTarget(
            name: "GraphTests", dependencies: ["Columns", "Domain", "Graph", "TestNumbers"], swiftSettings: strict),
        .testTarget(
            name: "FeaturesTests", dependencies: ["Columns", "Domain", "Features", "TestNumbers"], swiftSettings: strict
        ),
        .testTarget(
            name: "ForecastingTests",
            dependencies: ["Columns", "Forecasting", "TestNumbers"],
            resources: [.copy("Golden")],
            swiftSettings: strict),
        .testTarget(
            name: "SnapshotsTests",
            dependencies: [
                "Columns", "Domain", "SemanticSearch", "Graph", "Features", "Forecasting", "Snapshots", "TestWorld",
                "TestNumbers",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RecommenderTests",
            dependencies: [
                "Columns", "Domain", "SemanticSearch", "Graph", "Features", "Forecasting", "Snapshots", "Recommender",
                "TestWorld",
                "TestNumbers",
            ],
            resources: [.copy("Golden")],
            swiftSettings: strict),
        .testTarget(
            name: "IngestionTests", dependencies: ["Domain", "Storage", "Records", "Ingestion"], swiftSettings: strict),
        .testTarget(
            name: "IndexingTests",
            dependencies: [
                "Domain", "Storage", "Records", "SemanticSearch", "Snapshots", "Recommender", "Ingestion", "Indexing",
                "TestWorld",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ServingTests",
            dependencies: [
                "Columns", "Domain", "Storage", "Records", "SemanticSearch", "Graph", "Features", "Forecasting",
                "Snapshots", "Recommender", "Serving", "TestWorld",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                "TestNumbers",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BenchmarkingTests",
            dependencies: ["Columns", "Domain", "SemanticSearch", "Recommender", "Benchmarking", "TestNumbers"],
            swiftSettings: strict),
        .testTarget(name: "MurmurTests", dependencies: ["murmur", "TestWorld"], swiftSettings: strict),
    ]
)
