// Kernels of the sentence encoder's int8 mode: rows of activations are turned into 8-bit codes, multiplied with 8-bit
// weights in exact integers, and turned back into floats on the way out.
//
// A row's codes are 0 … 255 with a scale and a zero of its own: x ≈ scale · (code − zero). A weight's codes are
// −127 … 127 with one scale for each output column. Sums of products of codes are exact in 32 bits, and what is done in
// floats is done in the same order everywhere, so all instruction sets give the same bits and a row's result does not
// depend on the rows beside it.
#ifndef CK_QUANTISED_KERNELS_H
#define CK_QUANTISED_KERNELS_H

#include "encoder_kernels.h"

/// The greatest depth of a product whose sums cannot leave 32 bits.
#define CK_QUANTISED_DEPTH 65536

/// What the codes of one row mean: x ≈ scale · (code − zero).
struct ck_row_codes {
    float scale;
    int32_t zero;
};

/// Turns rows of floats into codes, each column scaled first: the code of x · factor.
struct ck_quantise {
    const float *input;
    ptrdiff_t input_stride;
    ptrdiff_t rows;
    ptrdiff_t count;
    /// The factor of each column: `count` numbers up to a whole vector of 16, zeros at the end.
    const float *factors;
    /// rows × code_stride codes of `code_bytes` each; a row is written up to a whole vector of 16.
    void *codes;
    ptrdiff_t code_stride;
    struct ck_row_codes *row_codes;
};

/// output[rows × columns] = codes[rows × depth] · weights + bias in floats, then + residual or GELU.
struct ck_linear_codes {
    const void *codes;
    /// In codes, a multiple of 4.
    ptrdiff_t code_stride;
    const struct ck_row_codes *row_codes;
    ptrdiff_t rows;
    /// Weights as `pack` writes them.
    const void *panels;
    ptrdiff_t depth;
    /// A multiple of CK_PANEL.
    ptrdiff_t columns;
    /// For each column the scale of its weights, the sum of its weights' codes, and the bias.
    const float *scales;
    const int32_t *sums;
    const float *bias;
    /// rows × columns numbers added to the sum, or NULL; may be the output itself. Not together with `gelu`.
    const float *residual;
    ptrdiff_t residual_stride;
    float *output;
    ptrdiff_t output_stride;
    /// Non-zero applies a GELU after the bias, within 2e-4 of the exact one: far finer than the codes it is turned into.
    int gelu;
};

/// The integer kernels of one instruction set.
struct ck_quantised_kernels {
    const char *name;
    /// The kernels for what stays in floats.
    const struct ck_encoder_kernels *floats;
    /// The bytes of a code as the kernels read it: 1, or 2 where products of 16 bits are the fastest exact ones.
    ptrdiff_t code_bytes;
    void (*quantise)(const struct ck_quantise *task);
    void (*linear)(const struct ck_linear_codes *task);
    /// Packs weights[rows × depth] into panels; missing columns and depths become zeros.
    ///
    /// `panels` holds ceil(rows / CK_PANEL) · CK_PANEL · ceil(depth / 4) · 4 codes.
    void (*pack)(const int8_t *weights, ptrdiff_t rows, ptrdiff_t depth, void *panels);
};

/// The fastest integer kernels that this processor runs; thread-safe.
const struct ck_quantised_kernels *ck_quantised_kernels_best(void);

/// The kernels called `name` ("portable", "avx2", "avxvnni", "avx512", "avx512vnni", "neon"), or NULL where this
/// processor has not got them.
const struct ck_quantised_kernels *ck_quantised_kernels_named(const char *name);

/// Turns weights[rows × depth] into codes, row by row: weight ≈ scale · code, |code| ≤ 127.
///
/// Column k is divided by factors[k] first, which undoes what `ck_quantise` does to the activations. `sums` are the sums
/// of each row's codes. A row of zeros has scale zero.
void ck_quantise_weights(
    const float *weights, ptrdiff_t rows, ptrdiff_t depth, const float *factors, int8_t *codes, float *scales,
    int32_t *sums);

#endif
