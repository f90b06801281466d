// The integer kernels for any processor: the exact twin of the others, and the NEON form where the compiler targets arm64.
#define CK_NAME(x) ck_quantised_portable_##x
#define CK_ROWS 6
#define CK_VECTORS 1
#if defined(__aarch64__)
#define CK_LABEL "neon"
#else
#define CK_LABEL "portable"
#endif
#define CK_FLOATS ck_encoder_portable_kernels
#define CK_CODE uint16_t
#define CK_GROUP 2
#include "quantised_kernels.h"

typedef uint16_t ck_code_vector __attribute__((vector_size(32)));
#include "encoder_lanes.h"

// Codes and weights fit in 16 bits with their sign; the two of a lane are told apart by shifts.
CK_INLINE ck_integers CK_NAME(accumulate)(ck_integers sums, ck_integers codes, ck_integers weights) {
    const ck_integers low = ((codes << 16) >> 16) * ((weights << 16) >> 16);
    return sums + low + (codes >> 16) * (weights >> 16);
}
#include "quantised_template.h"
