// The kernels for any processor: the exact twin of the others, and the NEON form where the compiler targets arm64.
#define CK_NAME(x) ck_encoder_portable_##x
#define CK_ROWS 6
#define CK_VECTORS 1
#if defined(__aarch64__)
#define CK_LABEL "neon"
#else
#define CK_LABEL "portable"
#endif
#include "encoder_template.h"
