#if defined(__x86_64__)
// Six rows by two registers of columns: 12 sums, 2 weights and 1 broadcast fill the 16 registers.
#define CK_NAME(x) ck_encoder_avx2_##x
#define CK_ROWS 6
#define CK_VECTORS 1
#define CK_LABEL "avx2"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "encoder_template.h"
#pragma clang attribute pop
#endif
