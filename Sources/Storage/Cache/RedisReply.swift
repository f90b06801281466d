import CHiredis

/// An answer of Redis, copied out of hiredis's memory.
enum RedisReply: Sendable, Equatable {
    case null
    case bytes([UInt8])
    case integer(Int64)
    case status(String)
    case error(String)
    /// An array, which no command of the cache asks for.
    case other

    /// Copies a reply and frees it.
    init(taking pointer: UnsafeMutableRawPointer) {
        defer { freeReplyObject(pointer) }
        let reply = pointer.assumingMemoryBound(to: redisReply.self).pointee
        let text = UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
        switch reply.type {
        case REDIS_REPLY_STRING: self = .bytes(Array(text))
        case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
        case REDIS_REPLY_NIL: self = .null
        case REDIS_REPLY_STATUS: self = .status(String(decoding: text, as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(String(decoding: text, as: UTF8.self))
        default: self = .other
        }
    }
}
