#if defined(__x86_64__)
// Fourteen rows by two registers of columns: 28 sums, 2 weights and 1 broadcast of the 32 registers.
#define CK_NAME(x) ck_encoder_avx512_##x
#define CK_ROWS 14
#define CK_VECTORS 2
#define CK_LABEL "avx512"
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,fma"))), apply_to = function)
#include "encoder_template.h"
#pragma clang attribute pop
#endif
