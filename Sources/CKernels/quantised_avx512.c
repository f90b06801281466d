#if defined(__x86_64__)
// Without VNNI, codes are 16 bits wide: vpmaddwd adds two products to each lane and cannot saturate, as the faster
// product of bytes, vpmaddubsw, does.
#define CK_NAME(x) ck_quantised_avx512_##x
#define CK_ROWS 12
#define CK_VECTORS 2
#define CK_LABEL "avx512"
#define CK_FLOATS ck_encoder_avx512_kernels
#define CK_CODE uint16_t
#define CK_GROUP 2
#include "quantised_kernels.h"

#include <immintrin.h>

typedef uint16_t ck_code_vector __attribute__((vector_size(32)));
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#include "encoder_lanes.h"

CK_INLINE ck_integers CK_NAME(accumulate)(ck_integers sums, ck_integers codes, ck_integers weights) {
    return sums + (ck_integers)_mm512_madd_epi16((__m512i)codes, (__m512i)weights);
}
#include "quantised_template.h"
#pragma clang attribute pop
#endif
