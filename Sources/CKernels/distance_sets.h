// The sets of kernels that exist, shared by the distance_*.c files.
#ifndef DISTANCE_SETS_H
#define DISTANCE_SETS_H

#include "distance_kernels.h"

extern const ck_distance_kernels ck_distance_scalar;
extern const ck_distance_kernels ck_distance_scalar_unfused;
#if defined(__x86_64__)
extern const ck_distance_kernels ck_distance_sse2;
extern const ck_distance_kernels ck_distance_avx2;
extern const ck_distance_kernels ck_distance_avx512;
#elif defined(__aarch64__)
extern const ck_distance_kernels ck_distance_neon;
#endif

/// The partial sums of an fp32 kernel: element i goes to lane i mod 64 of the blocks of 64, and in the rest block of
/// 16 number j to lanes 16 j.
enum { CK_LANES = 64, CK_BLOCK = 16, CK_PREFETCH_ROWS = 4 };

/// Defines the three loops over rows for one set from its single-row kernels. Rows are prefetched whole: fp32 rows a few
/// ahead, int8 rows all at once, which was fastest: a node has few fresh neighbours, and their codes fit the cache.
#define CK_DEFINE_ROWS(SET, TARGET)                                                                                    \
    TARGET static inline void prefetch_##SET(const void *row, size_t bytes) {                                          \
        const char *p = (const char *)row;                                                                             \
        for (size_t i = 0; i < bytes; i += 64) __builtin_prefetch(p + i, 0, 3);                                        \
    }                                                                                                                  \
    TARGET static void inner_product_rows_##SET(const float *query, const float *base, size_t dimension,               \
                                                const int32_t *rows, size_t count, float *out) {                       \
        for (size_t i = 0; i < count && i < CK_PREFETCH_ROWS; i++)                                                     \
            prefetch_##SET(base + (size_t)rows[i] * dimension, dimension * sizeof(float));                             \
        for (size_t i = 0; i < count; i++) {                                                                           \
            if (i + CK_PREFETCH_ROWS < count)                                                                          \
                prefetch_##SET(base + (size_t)rows[i + CK_PREFETCH_ROWS] * dimension, dimension * sizeof(float));      \
            out[i] = inner_product_##SET(query, base + (size_t)rows[i] * dimension, dimension);                        \
        }                                                                                                              \
    }                                                                                                                  \
    TARGET static void negative_l2_rows_##SET(const float *query, const float *base, size_t dimension,                 \
                                              const int32_t *rows, size_t count, float *out) {                         \
        for (size_t i = 0; i < count && i < CK_PREFETCH_ROWS; i++)                                                     \
            prefetch_##SET(base + (size_t)rows[i] * dimension, dimension * sizeof(float));                             \
        for (size_t i = 0; i < count; i++) {                                                                           \
            if (i + CK_PREFETCH_ROWS < count)                                                                          \
                prefetch_##SET(base + (size_t)rows[i + CK_PREFETCH_ROWS] * dimension, dimension * sizeof(float));      \
            out[i] = -squared_l2_##SET(query, base + (size_t)rows[i] * dimension, dimension);                          \
        }                                                                                                              \
    }                                                                                                                  \
    TARGET static void int8_rows_##SET(const int8_t *query, float query_scale, const int8_t *codes, size_t stride,     \
                                       const ck_row_term *terms, const int32_t *rows, size_t count, float *out) {      \
        CK_NO_CONTRACTION                                                                                              \
        for (size_t i = 0; i < count; i++) {                                                                           \
            prefetch_##SET(codes + (size_t)rows[i] * stride, stride);                                                  \
            __builtin_prefetch(terms + rows[i], 0, 3);                                                                 \
        }                                                                                                              \
        for (size_t i = 0; i < count; i++) {                                                                           \
            const ck_row_term term = terms[rows[i]];                                                                   \
            const float dot = (float)int8_dot_##SET(query, codes + (size_t)rows[i] * stride, stride);                  \
            const float scaled = query_scale * term.scale * dot;                                                       \
            out[i] = scaled + term.bias;                                                                               \
        }                                                                                                              \
    }

/// Keeps the compiler from fusing a multiply and an add that the source rounds apart.
#define CK_NO_CONTRACTION _Pragma("clang fp contract(off)")

/// The set's table.
#define CK_DEFINE_SET(SET, NAME, FUSED)                                                                                \
    const ck_distance_kernels ck_distance_##SET = {                                                                    \
        NAME, FUSED, inner_product_##SET, squared_l2_##SET, int8_dot_##SET, inner_product_rows_##SET,                   \
        negative_l2_rows_##SET, int8_rows_##SET};

#endif
