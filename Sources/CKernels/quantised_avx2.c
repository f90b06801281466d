#if defined(__x86_64__)
// Codes are 16 bits wide: vpmaddwd adds two products to each lane and cannot saturate, as the product of bytes,
// vpmaddubsw, does; a sum takes two instructions on different ports, so it is twice as fast as floats all the same.
#define CK_NAME(x) ck_quantised_avx2_##x
#define CK_ROWS 6
#define CK_VECTORS 1
#define CK_LABEL "avx2"
#define CK_FLOATS ck_encoder_avx2_kernels
#define CK_CODE uint16_t
#define CK_GROUP 2
#include "quantised_kernels.h"

#include <immintrin.h>

typedef uint16_t ck_code_vector __attribute__((vector_size(32)));
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "encoder_lanes.h"

typedef union {
    ck_integers whole;
    __m256i halves[2];
} ck_halves;

CK_INLINE ck_integers CK_NAME(accumulate)(ck_integers sums, ck_integers codes, ck_integers weights) {
    ck_halves s = {sums}, c = {codes}, w = {weights};
    for (int i = 0; i < 2; i++) s.halves[i] = _mm256_add_epi32(s.halves[i], _mm256_madd_epi16(c.halves[i], w.halves[i]));
    return s.whole;
}
#include "quantised_template.h"
#pragma clang attribute pop
#endif
