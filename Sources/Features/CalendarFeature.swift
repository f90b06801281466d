internal import Domain

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The features of the day of the view in UTC, in vector order.
enum CalendarFeature: Int, CaseIterable {
    case weekday
    case dayOfMonth
    case monthSine
    case monthCosine

    /// What the feature is.
    var definition: FeatureDefinition {
        switch self {
        case .weekday: define("calendar_weekday", "day", "Day of the week, 0 for Monday to 6 for Sunday.")
        case .dayOfMonth: define("calendar_day_of_month", "day", "Day of the month, 1 to 31.")
        case .monthSine:
            define("calendar_month_sin", "sine", "Sine of the month's angle, January at 0, each month a twelfth.")
        case .monthCosine:
            define("calendar_month_cos", "cosine", "Cosine of the month's angle, January at 0, each month a twelfth.")
        }
    }

    /// The features of the day of `instant`.
    static func row(at instant: Instant) -> [Float] {
        let date = instant.date
        let angle = Double(date.month - 1) / 12 * 2 * Double.pi
        return allCases.map { feature in
            switch feature {
            case .weekday: Float(instant.weekday)
            case .dayOfMonth: Float(date.day)
            case .monthSine: Float(sin(angle))
            case .monthCosine: Float(cos(angle))
            }
        }
    }

    private func define(_ name: String, _ unit: String, _ description: String) -> FeatureDefinition {
        FeatureDefinition(name: name, entity: .calendar, unit: unit, description: description)
    }
}
