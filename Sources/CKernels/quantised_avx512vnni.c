#if defined(__x86_64__)
// Fourteen rows by two registers of columns; vpdpbusd adds four products of bytes to each lane, without saturation.
#define CK_NAME(x) ck_quantised_avx512vnni_##x
#define CK_ROWS 14
#define CK_VECTORS 2
#define CK_LABEL "avx512vnni"
#define CK_FLOATS ck_encoder_avx512_kernels
#define CK_CODE uint8_t
#define CK_GROUP 4
#include "quantised_kernels.h"

#include <immintrin.h>

typedef uint8_t ck_code_vector __attribute__((vector_size(16)));
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,fma"))), apply_to = function)
#include "encoder_lanes.h"

CK_INLINE ck_integers CK_NAME(accumulate)(ck_integers sums, ck_integers codes, ck_integers weights) {
    return (ck_integers)_mm512_dpbusd_epi32((__m512i)sums, (__m512i)codes, (__m512i)weights);
}
#include "quantised_template.h"
#pragma clang attribute pop
#endif
