import ArgumentParser
import Records
import Storage

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the data base's schema up to date; also done on first start.")

    @OptionGroup var settings: Settings

    func run() async throws {
        let records = RecordStore(database: try openDatabase(settings.databaseURL))
        do {
            let applied = try await records.migrate()
            if applied.isEmpty { print("the schema is up to date") }
            for migration in applied { print("applied \(migration.version) \(migration.name)") }
            await records.close()
        } catch {
            await records.close()
            throw error
        }
    }
}
