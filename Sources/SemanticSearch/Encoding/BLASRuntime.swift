#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The machine's BLAS, found at run time: a yardstick for the encoder's own kernels, which do not need it.
///
/// - Thread safety: loaded once; all functions may be called from any thread.
package enum BLASRuntime {
    /// The name of the BLAS that this machine loads, and whether it is the slow reference implementation.
    ///
    /// The name is `none` on a machine without one.
    package static func describe() -> (name: String, isReference: Bool) {
        guard let library else { return ("none", false) }
        return (library.name, library.isReference)
    }

    /// Multiply–add operations a CPU-second, in GFLOP/s, that one thread reaches by SGEMM on C = A·Bᵀ.
    ///
    /// The best of several runs of about 20 ms each; nil on a machine without BLAS, or for a shape that is empty.
    package static func sgemmRate(rows: Int, depth: Int, columns: Int) -> Double? {
        guard let library, min(rows, depth, columns) > 0, max(rows, depth, columns) < 1 << 16 else { return nil }
        let left = (0..<rows * depth).map { Float($0 % 61) / 61 - 0.5 }
        let right = (0..<columns * depth).map { Float($0 % 53) / 53 - 0.5 }
        var output = [Float](repeating: 0, count: rows * columns)
        let operations = 2 * Double(rows) * Double(depth) * Double(columns)
        func seconds(_ repetitions: Int) -> Double {
            let start = threadSeconds()
            for _ in 0..<repetitions {
                library.sgemm(
                    101, 111, 112, Int32(rows), Int32(columns), Int32(depth), 1, left, Int32(depth), right,
                    Int32(depth), 0, &output, Int32(columns))
            }
            return max(threadSeconds() - start, 1e-9)
        }
        let repetitions = max(1, Int(0.02 / seconds(1)))
        let best = (0..<5).map { _ in seconds(repetitions) / Double(repetitions) }.min()
        return best.map { operations / $0 / 1e9 }
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// `cblas_sgemm`: order, two transpositions, M, N, K, α, A, its stride, B, its stride, β, C, its stride.
    private typealias SGEMM =
        @convention(c) (
            Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32, UnsafePointer<Float>, Int32,
            Float, UnsafeMutablePointer<Float>, Int32
        ) -> Void

    private struct Library: Sendable {
        let name: String
        let isReference: Bool
        let sgemm: SGEMM
    }

    private static let library: Library? = {
        // Read by OpenBLAS when it is loaded.
        setenv("OPENBLAS_NUM_THREADS", "1", 0)
        for file in ["libblas.so.3", "libopenblas.so.0", "libblas.dylib"] {
            guard let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) else { continue }
            guard let sgemm = dlsym(handle, "cblas_sgemm") else {
                dlclose(handle)
                continue
            }
            if let setThreads = dlsym(handle, "openblas_set_num_threads") {
                unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)(1)
            }
            typealias Text = @convention(c) () -> UnsafePointer<CChar>?
            let texts = ["openblas_get_config", "openblas_get_corename"].compactMap { (symbol: String) -> String? in
                dlsym(handle, symbol).flatMap { unsafeBitCast($0, to: Text.self)() }.map { String(cString: $0) }
            }
            return Library(
                name: texts.isEmpty ? "reference BLAS (\(file))" : texts.joined(separator: ", core "),
                isReference: texts.isEmpty, sgemm: unsafeBitCast(sgemm, to: SGEMM.self))
        }
        return nil
    }()
}
