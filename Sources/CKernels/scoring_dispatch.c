// Which kernels of a forest's margins this processor runs.
#include "scoring_kernels.h"

#include <string.h>

extern const struct ck_scoring_kernels ck_scoring_portable_kernels;
#if defined(__x86_64__)
extern const struct ck_scoring_kernels ck_scoring_avx2_kernels;
extern const struct ck_scoring_kernels ck_scoring_avx512_kernels;
#endif

const struct ck_scoring_kernels *ck_scoring_kernels_named(const char *name) {
    if (strcmp(name, ck_scoring_portable_kernels.name) == 0) return &ck_scoring_portable_kernels;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl"))
        return &ck_scoring_avx512_kernels;
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2")) return &ck_scoring_avx2_kernels;
#endif
    return NULL;
}

const struct ck_scoring_kernels *ck_scoring_kernels_best(void) {
    const struct ck_scoring_kernels *found = ck_scoring_kernels_named("avx512");
    if (!found) found = ck_scoring_kernels_named("avx2");
    return found ? found : &ck_scoring_portable_kernels;
}
