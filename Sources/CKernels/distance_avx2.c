// AVX2 with FMA: x86-64 processors since Haswell and Zen.
#if defined(__x86_64__)
#include "distance_sets.h"

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))

/// Loads `left` (0 ... 8) floats, zeros after them.
AVX2 static inline __m256 load_left(const float *p, size_t left) {
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i mask = _mm256_cmpgt_epi32(_mm256_set1_epi32((int)left), lanes);
    return _mm256_maskload_ps(p, mask);
}

AVX2 static inline float add_lanes_avx2(__m256 s[8]) {
    const __m256 low = _mm256_add_ps(_mm256_add_ps(s[0], s[2]), _mm256_add_ps(s[4], s[6]));
    const __m256 high = _mm256_add_ps(_mm256_add_ps(s[1], s[3]), _mm256_add_ps(s[5], s[7]));
    const __m256 eight = _mm256_add_ps(low, high);
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    sum = _mm_add_ss(sum, _mm_shuffle_ps(sum, sum, 1));
    return _mm_cvtss_f32(sum);
}

AVX2 static inline __m256 step_avx2(__m256 x, __m256 y, __m256 sum, int l2) {
    const __m256 d = l2 ? _mm256_sub_ps(x, y) : x;
    return _mm256_fmadd_ps(d, l2 ? d : y, sum);
}

AVX2 __attribute__((always_inline)) static inline float sum_avx2(const float *a, const float *b, size_t dimension,
                                                                 int l2) {
    __m256 s[8];
    for (int j = 0; j < 8; j++) s[j] = _mm256_setzero_ps();
    size_t i = 0;
    for (; i + CK_LANES <= dimension; i += CK_LANES) {
#pragma clang loop unroll(full)
        for (int j = 0; j < 8; j++)
            s[j] = step_avx2(_mm256_loadu_ps(a + i + 8 * j), _mm256_loadu_ps(b + i + 8 * j), s[j], l2);
    }
    const size_t left = dimension - i;
    if (left > 0) {
#pragma clang loop unroll(full)
        for (size_t j = 0; j < 8; j++) {
            if (8 * j >= left) break;
            const size_t here = left - 8 * j < 8 ? left - 8 * j : 8;
            s[j] = step_avx2(load_left(a + i + 8 * j, here), load_left(b + i + 8 * j, here), s[j], l2);
        }
    }
    return add_lanes_avx2(s);
}

AVX2 static inline float inner_product_avx2(const float *a, const float *b, size_t dimension) {
    return sum_avx2(a, b, dimension, 0);
}

AVX2 static inline float squared_l2_avx2(const float *a, const float *b, size_t dimension) {
    return sum_avx2(a, b, dimension, 1);
}

AVX2 static inline __m256i madd_avx2(const int8_t *a, const int8_t *b, __m256i sum) {
    const __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)a));
    const __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)b));
    return _mm256_add_epi32(sum, _mm256_madd_epi16(x, y));
}

AVX2 static inline int32_t int8_dot_avx2(const int8_t *a, const int8_t *b, size_t dimension) {
    __m256i s0 = _mm256_setzero_si256(), s1 = s0, s2 = s0, s3 = s0;
    size_t i = 0;
    for (; i + 64 <= dimension; i += 64) {
        s0 = madd_avx2(a + i, b + i, s0);
        s1 = madd_avx2(a + i + 16, b + i + 16, s1);
        s2 = madd_avx2(a + i + 32, b + i + 32, s2);
        s3 = madd_avx2(a + i + 48, b + i + 48, s3);
    }
    for (; i + 16 <= dimension; i += 16) s0 = madd_avx2(a + i, b + i, s0);
    const __m256i s = _mm256_add_epi32(_mm256_add_epi32(s0, s1), _mm256_add_epi32(s2, s3));
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
    int32_t total = _mm_cvtsi128_si32(sum);
    for (; i < dimension; i++) total += (int32_t)a[i] * (int32_t)b[i];
    return total;
}

CK_DEFINE_ROWS(avx2, AVX2)
CK_DEFINE_SET(avx2, "avx2", 1)
#endif
