internal import Foundation

/// Lets two folders change places in one step, so that no moment is without either.
enum FolderExchange {
    #if canImport(Glibc)
        private typealias Rename =
            @convention(c) (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt)
            -> CInt
        /// `RENAME_EXCHANGE` of renameat2(2).
        private static let exchange: CUnsignedInt = 2

        /// Whether the folders have changed places; `errno` tells why not.
        ///
        /// The C library's header shows the call only to programs that ask for GNU extensions, so it is looked up by name.
        static func swap(_ first: String, _ second: String) -> Bool {
            guard let symbol = dlsym(nil, "renameat2") else {
                errno = ENOSYS
                return false
            }
            return unsafeBitCast(symbol, to: Rename.self)(AT_FDCWD, first, AT_FDCWD, second, exchange) == 0
        }
    #else
        /// Whether the folders have changed places; `errno` tells why not.
        static func swap(_ first: String, _ second: String) -> Bool {
            renamex_np(first, second, UInt32(RENAME_SWAP)) == 0
        }
    #endif
}
