#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl"))), apply_to = function)
#define CK_LANES 16
#define CK_NAME(x) ck_scoring_avx512_##x
#define CK_LOOK_UP(table, places) \
    ((ck_floats)_mm512_permutex2var_ps(_mm512_loadu_ps(table), (__m512i)(places), _mm512_loadu_ps((table) + 16)))
#include "scoring_template.h"
#pragma clang attribute pop

const struct ck_scoring_kernels ck_scoring_avx512_kernels = {"avx512", ck_scoring_avx512_margins};
#endif
