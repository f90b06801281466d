package import Domain

/// People by where and with what they come: of a country on a device, of a country, or on a device.
package struct Segment: Hashable, Sendable {
    /// A number that stands for the segment in files: the two letters of the country in bits 8 to 23, the device's number
    /// in the low byte; 0 for everybody.
    package let code: UInt32

    /// Takes what is said; a country that is not two letters says nothing.
    package init(country: String?, device: Device?) {
        let letters = Array((country?.uppercased() ?? "").utf8)
        var code: UInt32 = 0
        if letters.count == 2, letters.allSatisfy(Self.isCapital) {
            code = UInt32(letters[0]) << 16 | UInt32(letters[1]) << 8
        }
        self.code = code | UInt32(device.map(Self.number) ?? 0)
    }

    /// The segment of a code; nil where it is none's.
    package init?(code: UInt32) {
        let letters = [UInt8(truncatingIfNeeded: code >> 16), UInt8(truncatingIfNeeded: code >> 8)]
        guard code >> 24 == 0, letters == [0, 0] || letters.allSatisfy(Self.isCapital),
            code & 0xFF == 0 || Self.device(UInt8(truncatingIfNeeded: code)) != nil
        else { return nil }
        self.code = code
    }

    private init(trusted code: UInt32) { self.code = code }

    /// ISO 3166-1 alpha-2, in capitals; nil: any.
    package var country: String? {
        guard code >> 8 != 0 else { return nil }
        return String(
            decoding: [UInt8(truncatingIfNeeded: code >> 16), UInt8(truncatingIfNeeded: code >> 8)], as: UTF8.self)
    }

    /// The device; nil: any.
    package var device: Device? { Self.device(UInt8(truncatingIfNeeded: code)) }

    /// Whether it says nothing, and so holds everybody.
    package var isEverybody: Bool { code == 0 }

    /// The segments that somebody of this one belongs to, the narrowest first: country and device, country, device.
    package var widening: [Segment] {
        let parts = [code & ~0xFF, code & 0xFF].filter { $0 != 0 }
        return (parts.count == 2 ? [self] : []) + parts.map { Segment(trusted: $0) }
    }

    /// The same person's place after events that say `later`: what that leaves open stays.
    package func updated(by later: Segment) -> Segment {
        let country = later.code & ~0xFF
        let device = later.code & 0xFF
        return Segment(trusted: (country == 0 ? code & ~0xFF : country) | (device == 0 ? code & 0xFF : device))
    }

    private static func isCapital(_ letter: UInt8) -> Bool { (65...90).contains(letter) }

    /// The number of a device in files; never reused.
    private static func number(of device: Device) -> UInt8 {
        switch device {
        case .ios: 1
        case .android: 2
        case .web: 3
        }
    }

    private static func device(_ number: UInt8) -> Device? { Device.allCases.first { Self.number(of: $0) == number } }
}
