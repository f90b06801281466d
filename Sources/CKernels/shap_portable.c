// The kernels for any processor: the exact twin of the others.
#define CK_LANES 8
#define CK_NAME(x) ck_shap_portable8_##x
#include "shap_template.h"
#undef CK_NAME
#undef CK_LANES
#define CK_LANES 16
#define CK_NAME(x) ck_shap_portable16_##x
#include "shap_template.h"
#undef CK_NAME
#undef CK_LANES

const struct ck_shap_kernels ck_shap_portable_kernels = {"portable", ck_shap_portable8_tree, ck_shap_portable16_tree};
