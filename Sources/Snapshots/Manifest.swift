package import Domain
internal import Foundation

/// What a snapshot says of itself: written last, checked first.
///
/// It holds no time of the build and no name of the machine, so the same events and configuration give the same bytes.
package struct Manifest: Codable, Sendable, Equatable {
    /// The version of the layout this program writes and reads; 2 added the codes of the vector index, 3 segments and
    /// the ranker.
    package static let formatVersion = 3
    /// The manifest's file name inside the snapshot's folder.
    package static let fileName = "manifest.json"
    /// The file that holds the manifest's own SHA-256.
    package static let checksumFileName = "manifest.sha256"

    package let formatVersion: Int
    /// As-of time and the first digits of a hash over the contents and the input: the folder's name.
    package let id: String
    /// The batch's "now": nothing at or after it was used.
    package let asOf: Instant
    /// SHA-256 over the events, the catalogue and the configuration the build read.
    package let inputDigest: String
    /// Names the embedding model's files.
    package let embeddingModel: String
    /// SHA-256 of the trained forest, first 16 digits; part of every cache key.
    package let modelVersion: String
    /// The settings of the build, as it used them.
    package let configuration: IndexConfiguration
    package let counts: Counts
    /// Which method of the graph makes its signal.
    package let graph: GraphSignal
    package let blend: BlendParameters
    package let quality: Quality
    /// Engagement types and how many events each has, the commonest first; reasons are worded by it.
    package let eventTypes: [EventTypeCount]
    /// Every other file of the snapshot.
    package let files: [FileRecord]

    package init(
        id: String, asOf: Instant, inputDigest: String, embeddingModel: String, modelVersion: String,
        configuration: IndexConfiguration, counts: Counts, graph: GraphSignal = .walk, blend: BlendParameters,
        quality: Quality,
        eventTypes: [EventTypeCount], files: [FileRecord]
    ) {
        self.formatVersion = Self.formatVersion
        self.id = id
        self.asOf = asOf
        self.inputDigest = inputDigest
        self.embeddingModel = embeddingModel
        self.modelVersion = modelVersion
        self.configuration = configuration
        self.counts = counts
        self.graph = graph
        self.blend = blend
        self.quality = quality
        self.eventTypes = eventTypes
        self.files = files
    }

    /// How many of everything.
    package struct Counts: Codable, Sendable, Equatable {
        package let events: Int
        package let users: Int
        package let messages: Int
        /// Distinct message texts: the number of embeddings.
        package let texts: Int
        package let campaigns: Int
        package let graphEdges: Int
        package let trees: Int

        package init(
            events: Int, users: Int, messages: Int, texts: Int, campaigns: Int, graphEdges: Int, trees: Int
        ) {
            self.events = events
            self.users = users
            self.messages = messages
            self.texts = texts
            self.campaigns = campaigns
            self.graphEdges = graphEdges
            self.trees = trees
        }

        private enum CodingKeys: String, CodingKey {
            case events, users, messages, texts, campaigns, trees
            case graphEdges = "graph_edges"
        }
    }

    /// What the build measured of itself.
    package struct Quality: Codable, Sendable, Equatable {
        /// recall@10 of the vector index against the exact one, on a sample of its own vectors.
        package let vectorRecallAt10: Double
        /// Area under the ROC curve of the forecast on the validation window.
        package let forecastAUC: Double
        /// Mean negative log-likelihood of the forecast on the validation window.
        package let forecastLogLoss: Double

        package init(vectorRecallAt10: Double, forecastAUC: Double, forecastLogLoss: Double) {
            self.vectorRecallAt10 = vectorRecallAt10
            self.forecastAUC = forecastAUC
            self.forecastLogLoss = forecastLogLoss
        }

        private enum CodingKeys: String, CodingKey {
            case vectorRecallAt10 = "vector_recall_at_10"
            case forecastAUC = "forecast_auc"
            case forecastLogLoss = "forecast_log_loss"
        }
    }

    /// One event type and its number of events.
    package struct EventTypeCount: Codable, Sendable, Equatable {
        package let type: EventType
        package let events: Int

        package init(type: EventType, events: Int) {
            self.type = type
            self.events = events
        }
    }

    /// One file, its size and its SHA-256.
    package struct FileRecord: Codable, Sendable, Equatable {
        package let name: String
        package let bytes: Int
        package let sha256: String

        package init(name: String, bytes: Int, sha256: String) {
            self.name = name
            self.bytes = bytes
            self.sha256 = sha256
        }
    }
}

extension Manifest {
    /// The manifest as JSON with sorted keys: equal manifests give equal bytes.
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [10]
    }

    /// Reads a manifest.
    ///
    /// - Throws: `SnapshotError.corrupt` or `.unsupportedVersion`, naming `path`.
    package static func decoded(_ bytes: [UInt8], path: String) throws -> Manifest {
        let decoder = JSONDecoder()
        do {
            let version = try decoder.decode(VersionOnly.self, from: Data(bytes)).formatVersion
            guard version == formatVersion else {
                throw SnapshotError.unsupportedVersion(
                    file: path, expected: UInt32(formatVersion), found: UInt32(clamping: version))
            }
            let manifest = try decoder.decode(Manifest.self, from: Data(bytes))
            guard manifest.files.allSatisfy({ (0...maximumFileSize).contains($0.bytes) }) else {
                throw SnapshotError.corrupt(file: path, expected: "sizes of files", found: "a negative or absurd one")
            }
            guard manifest.blend.weights.areShares, manifest.blend.listeningWeights.areShares else {
                throw SnapshotError.corrupt(
                    file: path, expected: "weights of at least 0 that sum to 1", found: "\(manifest.blend.weights)")
            }
            return manifest
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw SnapshotError.corrupt(file: path, expected: "a manifest", found: "\(error)")
        }
    }

    /// 2⁴⁸ bytes: far above any file, and low enough that sizes can be added up.
    private static let maximumFileSize = 1 << 48

    private struct VersionOnly: Decodable {
        let formatVersion: Int

        enum CodingKeys: String, CodingKey {
            case formatVersion = "format_version"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, configuration, counts, graph, blend, quality, files
        case formatVersion = "format_version"
        case asOf = "as_of"
        case inputDigest = "input_digest"
        case embeddingModel = "embedding_model"
        case modelVersion = "model_version"
        case eventTypes = "event_types"
    }
}
