// Kernels of the sentence encoder: matrix products over weights packed once, attention, layer normalisation, pooling.
//
// Every kernel is written once, over vectors of sixteen virtual lanes, and compiled for several instruction sets. Each
// output element is one chain of fused multiply-adds in a fixed order, and every reduction adds its lanes in one fixed
// tree, so all instruction sets give the same bits, and a row's result does not depend on the rows beside it.
#ifndef CK_ENCODER_KERNELS_H
#define CK_ENCODER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Columns of one weight panel; every activation row is padded with zeros to a multiple of it.
#define CK_PANEL 32

/// output[rows × columns] = input[rows × depth] · weights + bias, then + residual or GELU.
struct ck_linear {
    const float *input;
    ptrdiff_t input_stride;
    ptrdiff_t rows;
    /// Weights as `ck_pack_panels` writes them: columns / CK_PANEL panels of depth × CK_PANEL.
    const float *panels;
    ptrdiff_t depth;
    /// A multiple of CK_PANEL.
    ptrdiff_t columns;
    /// `columns` numbers, or NULL.
    const float *bias;
    /// rows × columns numbers added to the sum, or NULL; may be the output itself. Not together with `gelu`.
    const float *residual;
    ptrdiff_t residual_stride;
    float *output;
    ptrdiff_t output_stride;
    /// Non-zero applies the exact (erf) GELU after the bias.
    int gelu;
};

/// Softmax(scale · Q Kᵀ) V for every head of one sequence whose rows hold Q, K and V side by side.
struct ck_attention {
    const float *query;
    const float *key;
    const float *value;
    ptrdiff_t stride;
    ptrdiff_t length;
    ptrdiff_t heads;
    ptrdiff_t head_dimension;
    float scale;
    float *context;
    ptrdiff_t context_stride;
    /// `ck_attention_scratch(length, head_dimension)` numbers.
    float *scratch;
};

/// The kernels of one instruction set.
struct ck_encoder_kernels {
    const char *name;
    void (*linear)(const struct ck_linear *task);
    void (*attention)(const struct ck_attention *task);
    /// Normalises `rows` rows of `count` numbers in place: (x - mean) / sqrt(variance + epsilon) · gamma + beta.
    void (*layer_norm)(
        float *x, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t count, const float *gamma, const float *beta, float epsilon);
    /// out = mean of `rows` rows of `count` numbers, scaled to unit length.
    void (*mean_unit)(const float *x, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t count, float *out);
};

/// The fastest kernels that this processor runs; thread-safe.
const struct ck_encoder_kernels *ck_encoder_kernels_best(void);

/// The kernels called `name` ("portable", "avx2", "avx512", "neon"), or NULL where this processor has not got them.
const struct ck_encoder_kernels *ck_encoder_kernels_named(const char *name);

/// Packs weights[rows × depth], the layout of a linear layer's weight, into panels; missing columns become zeros.
///
/// `panels` holds ceil(rows / CK_PANEL) · depth · CK_PANEL numbers.
void ck_pack_panels(const float *weights, ptrdiff_t rows, ptrdiff_t depth, float *panels);

/// The numbers of scratch that attention over `length` tokens needs.
ptrdiff_t ck_attention_scratch(ptrdiff_t length, ptrdiff_t head_dimension);

/// out = word + type + position, each of `count` numbers.
void ck_add_embeddings(const float *word, const float *type, const float *position, ptrdiff_t count, float *out);

/// 1 when all `count` numbers are finite.
int ck_all_finite(const float *x, ptrdiff_t count);

/// A fast 64-bit digest of `count` bytes, chained through `seed`; not for secrets.
uint64_t ck_digest(const void *bytes, size_t count, uint64_t seed);

/// Numbers that live as long as the program.
struct ck_numbers {
    const uint32_t *start;
    size_t count;
};

/// What the tokenizer does with each code point; the layouts are told in encoder_unicode.c.
struct ck_numbers ck_unicode_dropped(void);
struct ck_numbers ck_unicode_spaces(void);
struct ck_numbers ck_unicode_chinese(void);
struct ck_numbers ck_unicode_punctuation(void);
struct ck_numbers ck_unicode_marks(void);
struct ck_numbers ck_unicode_starters(void);
struct ck_numbers ck_unicode_classes(void);
struct ck_numbers ck_unicode_runs(void);
struct ck_numbers ck_unicode_singles(void);
struct ck_numbers ck_unicode_several(void);

#endif
