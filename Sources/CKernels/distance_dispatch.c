// Which sets of kernels this processor runs.
#include "distance_sets.h"

const ck_distance_kernels *ck_distance_kernels_at(size_t index) {
    const ck_distance_kernels *sets[5] = {&ck_distance_scalar, &ck_distance_scalar_unfused};
    size_t count = 2;
#if defined(__x86_64__)
    __builtin_cpu_init();
    sets[count++] = &ck_distance_sse2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets[count++] = &ck_distance_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vnni"))
        sets[count++] = &ck_distance_avx512;
#elif defined(__aarch64__)
    sets[count++] = &ck_distance_neon;
#endif
    return index < count ? sets[index] : 0;
}

const ck_distance_kernels *ck_distance_kernels_best(void) {
    const ck_distance_kernels *best = ck_distance_kernels_at(0);
    for (size_t index = 1; ck_distance_kernels_at(index); index++) best = ck_distance_kernels_at(index);
    return best;
}
