/// A number type that a column file can hold, with the code that stands for it on disk; codes are never reused.
package protocol ColumnElement: BitwiseCopyable, Sendable {
    /// The code of the type in a column file.
    static var columnCode: UInt32 { get }
}

extension Float: ColumnElement { package static var columnCode: UInt32 { 1 } }
extension Double: ColumnElement { package static var columnCode: UInt32 { 2 } }
extension Int32: ColumnElement { package static var columnCode: UInt32 { 3 } }
extension Int64: ColumnElement { package static var columnCode: UInt32 { 4 } }
extension UInt8: ColumnElement { package static var columnCode: UInt32 { 5 } }
extension UInt16: ColumnElement { package static var columnCode: UInt32 { 6 } }
extension UInt32: ColumnElement { package static var columnCode: UInt32 { 7 } }
extension UInt64: ColumnElement { package static var columnCode: UInt32 { 8 } }
extension Int8: ColumnElement { package static var columnCode: UInt32 { 9 } }
