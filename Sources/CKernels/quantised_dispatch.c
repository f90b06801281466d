#include "quantised_kernels.h"

#include <string.h>

extern const struct ck_quantised_kernels ck_quantised_portable_kernels;
#if defined(__x86_64__)
extern const struct ck_quantised_kernels ck_quantised_avx2_kernels;
extern const struct ck_quantised_kernels ck_quantised_avxvnni_kernels;
extern const struct ck_quantised_kernels ck_quantised_avx512_kernels;
extern const struct ck_quantised_kernels ck_quantised_avx512vnni_kernels;
#endif

const struct ck_quantised_kernels *ck_quantised_kernels_named(const char *name) {
    if (strcmp(name, ck_quantised_portable_kernels.name) == 0) return &ck_quantised_portable_kernels;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (ck_encoder_kernels_named("avx512") && __builtin_cpu_supports("avx512bw")) {
        if (strcmp(name, "avx512vnni") == 0 && __builtin_cpu_supports("avx512vnni"))
            return &ck_quantised_avx512vnni_kernels;
        if (strcmp(name, "avx512") == 0) return &ck_quantised_avx512_kernels;
    }
    if (ck_encoder_kernels_named("avx2")) {
        if (strcmp(name, "avxvnni") == 0 && __builtin_cpu_supports("avxvnni")) return &ck_quantised_avxvnni_kernels;
        if (strcmp(name, "avx2") == 0) return &ck_quantised_avx2_kernels;
    }
#endif
    return NULL;
}

const struct ck_quantised_kernels *ck_quantised_kernels_best(void) {
    static const char *const order[] = {"avx512vnni", "avxvnni", "avx512", "avx2"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const struct ck_quantised_kernels *found = ck_quantised_kernels_named(order[i]);
        if (found) return found;
    }
    return &ck_quantised_portable_kernels;
}
