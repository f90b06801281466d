#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define CK_LANES 8
#define CK_NAME(x) ck_scoring_avx2_##x
#define CK_LOOK_UP(table, places) ((ck_floats)_mm256_i32gather_ps((table), (__m256i)(places), 4))
#include "scoring_template.h"
#pragma clang attribute pop

const struct ck_scoring_kernels ck_scoring_avx2_kernels = {"avx2", ck_scoring_avx2_margins};
#endif
