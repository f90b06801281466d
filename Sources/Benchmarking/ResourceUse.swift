#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What the process has used so far: clocks in seconds and memory in bytes.
package enum ResourceUse {
    /// Seconds of a clock that only goes forward.
    package static func wallSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

    /// CPU seconds of all threads of the process.
    package static func processSeconds() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    /// CPU seconds of the calling thread.
    package static func threadSeconds() -> Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

    /// The most memory that was resident at once, mapped files included.
    package static func peakResidentBytes() -> Int {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Int(usage.ru_maxrss) * 1024
        #else
            getrusage(RUSAGE_SELF, &usage)
            return Int(usage.ru_maxrss)
        #endif
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
