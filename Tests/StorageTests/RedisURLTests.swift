import Storage
import Testing

@Suite("RedisURL")
struct RedisURLTests {
    @Test(
        "URLs are read",
        arguments: [
            ("redis://localhost", RedisURL.Address.tcp(host: "localhost", port: 6379), nil, nil, 0),
            ("redis://localhost:7000/3", .tcp(host: "localhost", port: 7000), nil, nil, 3),
            ("redis://[::1]:7000/", .tcp(host: "::1", port: 7000), nil, nil, 0),
            ("redis://[::1]", .tcp(host: "::1", port: 6379), nil, nil, 0),
            ("redis://:p%40ss%2Fw%C3%B6rd@h", .tcp(host: "h", port: 6379), nil, "p@ss/wörd", 0),
            ("redis://me:pw@h:1/15", .tcp(host: "h", port: 1), "me", "pw", 15),
            ("unix:///run/redis.sock", .unix(path: "/run/redis.sock"), nil, nil, 0),
            ("unix://:pw@/run/redis.sock?db=2", .unix(path: "/run/redis.sock"), nil, "pw", 2),
            ("redis+unix:///a", .unix(path: "/a"), nil, nil, 0),
        ] as [(String, RedisURL.Address, String?, String?, Int)])
    func read(text: String, address: RedisURL.Address, user: String?, password: String?, database: Int) throws {
        let url = try RedisURL(text)
        #expect(url.address == address)
        #expect(url.user == user)
        #expect(url.password == password)
        #expect(url.database == database)
    }

    @Test(
        "what is no URL of Redis is refused without quoting it",
        arguments: [
            "", "hush", "http://hush", "redis://", "redis://:hush@", "redis://:hush@h:0", "redis://:hush@h:hush",
            "redis://:hush@h/hush", "redis://hush@h", "redis://:hu@sh@h", "redis://:hush%4@h", "redis://:hush%+1@h",
            "redis://:hush%ff@h", "redis://[hush", "rediss://:hush@h", "unix://hush", "unix:///a?hush=1",
            "unix:///a?db=hush", "redis://h/-1",
        ])
    func refused(text: String) {
        let error = #expect(throws: StorageError.self) { try RedisURL(text) }
        #expect(error?.code == .configuration)
        #expect(error.map { "\($0)".contains("hush") } == false)
    }

    @Test("any bytes are read or refused", arguments: 0..<100)
    func anyBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["redis", "unix", "://", ":", "@", "/", "?", "db=", "[", "]", "%", "%41", "7", "é", "h", "//"]
        for _ in 0..<50 {
            let text = (0..<8).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            _ = try? RedisURL(text)
        }
    }
}
