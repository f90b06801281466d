#if defined(__x86_64__)
// Processors with VNNI for 256 bits only: as avx512vnni, with two registers for the sixteen lanes.
#define CK_NAME(x) ck_quantised_avxvnni_##x
#define CK_ROWS 6
#define CK_VECTORS 1
#define CK_LABEL "avxvnni"
#define CK_FLOATS ck_encoder_avx2_kernels
#define CK_CODE uint8_t
#define CK_GROUP 4
#include "quantised_kernels.h"

#include <immintrin.h>

typedef uint8_t ck_code_vector __attribute__((vector_size(16)));
#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)
#include "encoder_lanes.h"

typedef union {
    ck_integers whole;
    __m256i halves[2];
} ck_halves;

CK_INLINE ck_integers CK_NAME(accumulate)(ck_integers sums, ck_integers codes, ck_integers weights) {
    ck_halves s = {sums}, c = {codes}, w = {weights};
    for (int i = 0; i < 2; i++) s.halves[i] = _mm256_dpbusd_avx_epi32(s.halves[i], c.halves[i], w.halves[i]);
    return s.whole;
}
#include "quantised_template.h"
#pragma clang attribute pop
#endif
