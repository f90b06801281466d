/// How the matrix products of a sentence encoder are computed.
package enum EncoderPrecision: String, CaseIterable, Sendable {
    /// In 32-bit floats, as the reference does.
    case fp32
    /// In exact sums of products of 8-bit codes, several times as fast; the vectors are near those of `fp32`, not equal.
    case int8
}
