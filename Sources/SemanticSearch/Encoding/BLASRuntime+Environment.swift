#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension BLASRuntime {
    /// Set to 1 in the program that `configureEnvironmentOrReexec` has started, so that it does so only once.
    private static let guardVariable = "MURMUR_ENVIRONMENT_SET"

    /// What libraries with threads of their own are told: one BLAS thread, and OpenMP threads that sleep while they wait.
    ///
    /// OpenMP's default is to spin, which costs a busy machine several times the work itself.
    private static let settings = [("OPENBLAS_NUM_THREADS", "1"), ("OMP_WAIT_POLICY", "PASSIVE")]

    /// Sets those variables that the user has not set; for libraries that are not loaded yet.
    package static func configure() {
        for (name, value) in settings { setenv(name, value, 0) }
    }

    /// Makes sure that the variables were set when the program was loaded: call it first thing in `main`.
    ///
    /// OpenMP reads its variables when it is loaded, which is before `main`. Where one is missing the program therefore
    /// replaces itself, once, by itself with the variables set: same process, arguments and open files. Where that is
    /// not possible it goes on with what it has, only slower under load.
    package static func configureEnvironmentOrReexec() {
        let complete = settings.allSatisfy { getenv($0.0) != nil }
        let isSecond = getenv(guardVariable) != nil
        configure()
        guard !complete, !isSecond else { return }
        #if os(Linux)
            setenv(guardVariable, "1", 1)
            var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            // By its own path where there is one, so that the process keeps its name in listings.
            if readlink("/proc/self/exe", &path, Int(PATH_MAX)) > 0 { execv(path, CommandLine.unsafeArgv) }
            execv("/proc/self/exe", CommandLine.unsafeArgv)
            unsetenv(guardVariable)
        #endif
    }
}
