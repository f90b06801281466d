internal import CXGBoost

/// The door to libxgboost: every call goes through `call`, which silences the log and turns a failure into an error.
///
/// Thread safety: libxgboost keeps its verbosity, its log callback and its last error per thread, so all three are
/// handled on the thread that makes the call.
enum XGBoostLibrary {
    /// Makes one call; a non-zero result throws the library's message.
    ///
    /// - Throws: `BoosterError.library` with the name of the call.
    static func call(_ name: StaticString, _ body: () -> Int32) throws(BoosterError) {
        guard body() == 0 else {
            let message = XGBGetLastError().map { String(cString: $0) } ?? ""
            throw .library(call: name.description, message: firstLine(message))
        }
    }

    /// Stops libxgboost from writing to the terminal on this thread.
    static func silence() throws(BoosterError) {
        try call("XGBSetGlobalConfig") { XGBSetGlobalConfig("{\"verbosity\": 0}") }
        try call("XGBRegisterLogCallback") { XGBRegisterLogCallback { _ in } }
    }

    /// libxgboost appends a stack trace to its message; the first line says what went wrong.
    private static func firstLine(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).first ?? "unknown error"
        return String(line)
    }
}
