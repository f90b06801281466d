#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define CK_LANES 8
#define CK_NAME(x) ck_shap_avx28_##x
#include "shap_template.h"
#undef CK_NAME
#undef CK_LANES
#define CK_LANES 16
#define CK_NAME(x) ck_shap_avx216_##x
#include "shap_template.h"
#undef CK_NAME
#undef CK_LANES
#pragma clang attribute pop

const struct ck_shap_kernels ck_shap_avx2_kernels = {"avx2", ck_shap_avx28_tree, ck_shap_avx216_tree};
#endif
