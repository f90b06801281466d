// Distances between vectors: inner product and squared L2 in fp32, inner product of int8 codes.
//
// Every set of kernels computes the same mathematical values. The fp32 kernels that fuse multiply and add (scalar, AVX2,
// AVX-512, NEON) also agree bit for bit, because all of them keep 64 partial sums in the same order and add them up in
// the same tree; SSE2 has no fused multiply and agrees bit for bit with `scalar-unfused`. The int8 kernels are exact.
#ifndef DISTANCE_KERNELS_H
#define DISTANCE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// What an int8 row needs beside its codes: similarity = query_scale * scale * dot + bias.
typedef struct {
    float scale;
    float bias;
} ck_row_term;

/// One set of kernels, for one instruction set. Pointers need no alignment beyond their element's.
typedef struct {
    const char *name;
    /// 1 when multiply and add round once.
    int fused;
    float (*inner_product)(const float *a, const float *b, size_t dimension);
    float (*squared_l2)(const float *a, const float *b, size_t dimension);
    int32_t (*int8_dot)(const int8_t *a, const int8_t *b, size_t dimension);
    /// out[i] = inner_product(query, base + rows[i] * dimension), the same bits.
    void (*inner_product_rows)(const float *query, const float *base, size_t dimension, const int32_t *rows,
                               size_t count, float *out);
    /// out[i] = -squared_l2(query, base + rows[i] * dimension), the same bits.
    void (*negative_l2_rows)(const float *query, const float *base, size_t dimension, const int32_t *rows,
                             size_t count, float *out);
    /// out[i] = query_scale * terms[rows[i]].scale * dot(query, row) + terms[rows[i]].bias; each step rounds once, so
    /// every set of kernels gives the same bits. `stride` is the bytes from row to row, a multiple of 64; the codes
    /// between the dimension and the stride are zero.
    void (*int8_rows)(const int8_t *query, float query_scale, const int8_t *codes, size_t stride,
                      const ck_row_term *terms, const int32_t *rows, size_t count, float *out);
} ck_distance_kernels;

/// The fastest set this processor runs.
const ck_distance_kernels *ck_distance_kernels_best(void);

/// The sets this processor runs, slowest first; `index` from 0, NULL after the last. The first is the scalar twin.
const ck_distance_kernels *ck_distance_kernels_at(size_t index);

/// 1 when every value is finite, else 0.
int ck_column_is_finite(const float *values, size_t count);

/// codes[i] = (values[i] - offset[i]) * inverse_scale, rounded to the nearest even and cut to -127 ... 127.
void ck_quantize_int8(const float *values, const float *offset, size_t dimension, float inverse_scale, int8_t *codes);

/// The largest absolute value of values[i] - offset[i].
float ck_largest_deviation(const float *values, const float *offset, size_t dimension);

/// Asks for the cache line at `address`, to be read soon.
static inline void ck_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#endif
