#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl"))), apply_to = function)
#define CK_LANES 8
#define CK_NAME(x) ck_shap_avx5128_##x
#include "shap_template.h"
#undef CK_NAME
#undef CK_LANES
#define CK_LANES 16
#define CK_NAME(x) ck_shap_avx51216_##x
#include "shap_template.h"
#undef CK_NAME
#undef CK_LANES
#pragma clang attribute pop

const struct ck_shap_kernels ck_shap_avx512_kernels = {"avx512", ck_shap_avx5128_tree, ck_shap_avx51216_tree};
#endif
