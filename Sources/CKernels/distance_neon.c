// NEON, part of every arm64 processor.
#if defined(__aarch64__)
#include "distance_sets.h"

#include <arm_neon.h>
#include <string.h>

static inline float32x4_t step_neon(const float *a, const float *b, float32x4_t sum, int l2) {
    const float32x4_t x = vld1q_f32(a), y = vld1q_f32(b);
    const float32x4_t d = l2 ? vsubq_f32(x, y) : x;
    return vfmaq_f32(sum, d, l2 ? d : y);
}

static inline float sum_neon(const float *a, const float *b, size_t dimension, int l2) {
    float32x4_t s[16];
    for (int j = 0; j < 16; j++) s[j] = vdupq_n_f32(0);
    size_t i = 0;
    for (; i + CK_LANES <= dimension; i += CK_LANES) {
#pragma clang loop unroll(full)
        for (int j = 0; j < 16; j++) s[j] = step_neon(a + i + 4 * j, b + i + 4 * j, s[j], l2);
    }
    if (i < dimension) {
        float x[CK_LANES] = {0}, y[CK_LANES] = {0};
        memcpy(x, a + i, (dimension - i) * sizeof(float));
        memcpy(y, b + i, (dimension - i) * sizeof(float));
        for (int j = 0; j < 16; j++) s[j] = step_neon(x + 4 * j, y + 4 * j, s[j], l2);
    }
    float32x4_t v[4];
    for (int j = 0; j < 4; j++) v[j] = vaddq_f32(vaddq_f32(s[j], s[4 + j]), vaddq_f32(s[8 + j], s[12 + j]));
    const float32x4_t four = vaddq_f32(vaddq_f32(v[0], v[2]), vaddq_f32(v[1], v[3]));
    const float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
    return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
}

static inline float inner_product_neon(const float *a, const float *b, size_t dimension) {
    return sum_neon(a, b, dimension, 0);
}

static inline float squared_l2_neon(const float *a, const float *b, size_t dimension) {
    return sum_neon(a, b, dimension, 1);
}

static inline int32_t int8_dot_neon(const int8_t *a, const int8_t *b, size_t dimension) {
    int32x4_t low = vdupq_n_s32(0), high = vdupq_n_s32(0);
    size_t i = 0;
    for (; i + 16 <= dimension; i += 16) {
        const int8x16_t x = vld1q_s8(a + i), y = vld1q_s8(b + i);
        low = vpadalq_s16(low, vmull_s8(vget_low_s8(x), vget_low_s8(y)));
        high = vpadalq_s16(high, vmull_high_s8(x, y));
    }
    int32_t total = vaddvq_s32(vaddq_s32(low, high));
    for (; i < dimension; i++) total += (int32_t)a[i] * (int32_t)b[i];
    return total;
}

CK_DEFINE_ROWS(neon, )
CK_DEFINE_SET(neon, "neon", 1)
#endif
