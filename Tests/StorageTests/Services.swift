import Foundation
import Storage
import Testing

/// The servers that `scripts/with-services` starts, where the tests run beside them.
enum Services {
    static let postgresURL = ProcessInfo.processInfo.environment["TEST_POSTGRES_URL"]
    static let redisURL = ProcessInfo.processInfo.environment["TEST_REDIS_URL"]
    /// Whether a service that is away is a failure instead of a skipped test.
    static let areRequired = ProcessInfo.processInfo.environment["MURMUR_REQUIRE_SERVICES"] == "1"

    static var runsPostgres: Bool { postgresURL != nil || areRequired }
    static var runsRedis: Bool { redisURL != nil || areRequired }

    /// The engines that the tests of both run on.
    static var engines: [SQLEngine] { runsPostgres ? [.sqlite, .postgres] : [.sqlite] }
}

@Suite("Services")
struct ServicesTests {
    @Test("PostgreSQL is there to test with", .enabled(if: Services.runsPostgres, "TEST_POSTGRES_URL is not set"))
    func postgres() throws {
        #expect(Services.postgresURL != nil)
    }

    @Test("Redis is there to test with", .enabled(if: Services.runsRedis, "TEST_REDIS_URL is not set"))
    func redis() throws {
        #expect(Services.redisURL != nil)
    }
}
