package import Domain
package import Records

/// Where ingested records go: a `RecordStore`, or what a test puts in its place.
///
/// Every call is one transaction: all of its records are kept, or none.
package protocol RecordSink: Sendable {
    /// Appends events; of the events of one name the first stays.
    func append(_ events: [Event]) async throws -> EventLog.AppendResult
    /// Adds or replaces messages.
    func upsert(_ messages: [Message]) async throws
    /// Adds or replaces campaigns.
    func upsert(_ campaigns: [Campaign]) async throws
    /// Records refused lines, each once.
    func quarantine(_ lines: [QuarantinedLine]) async throws
    /// The time of the newest event, or nil for an empty log.
    func latestEventTime() async throws -> Instant?
}

extension RecordStore: RecordSink {
    package func append(_ batch: [Event]) async throws -> EventLog.AppendResult { try await events.append(batch) }

    package func upsert(_ messages: [Message]) async throws { try await catalogue.upsert(messages: messages) }

    package func upsert(_ campaigns: [Campaign]) async throws { try await catalogue.upsert(campaigns: campaigns) }

    package func quarantine(_ lines: [QuarantinedLine]) async throws { try await quarantine.record(lines) }

    package func latestEventTime() async throws -> Instant? { try await events.latestEventTime() }
}
