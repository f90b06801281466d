// The kernel for any processor: the exact twin of the others.
#define CK_LANES 4
#define CK_NAME(x) ck_scoring_portable_##x
#define CK_LOOK_UP(table, places) \
    ((ck_floats){(table)[(places)[0]], (table)[(places)[1]], (table)[(places)[2]], (table)[(places)[3]]})
#include "scoring_template.h"

const struct ck_scoring_kernels ck_scoring_portable_kernels = {"portable", ck_scoring_portable_margins};
