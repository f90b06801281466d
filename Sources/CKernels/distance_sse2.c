// SSE2, part of every x86-64 processor. It has no fused multiply, so its bits are those of `scalar-unfused`.
#if defined(__x86_64__)
#include "distance_sets.h"

#include <emmintrin.h>
#include <string.h>

typedef struct {
    __m128 lane[16];
} sums_sse2;

static inline float add_lanes_sse2(const sums_sse2 *s) {
    __m128 v[4];
    for (int i = 0; i < 4; i++)
        v[i] = _mm_add_ps(_mm_add_ps(s->lane[i], s->lane[4 + i]), _mm_add_ps(s->lane[8 + i], s->lane[12 + i]));
    __m128 sum = _mm_add_ps(_mm_add_ps(v[0], v[2]), _mm_add_ps(v[1], v[3]));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    sum = _mm_add_ss(sum, _mm_shuffle_ps(sum, sum, 1));
    return _mm_cvtss_f32(sum);
}

static inline void block_sse2(const float *a, const float *b, sums_sse2 *s, int first, int l2) {
    for (int i = 0; i < 4; i++) {
        const __m128 x = _mm_loadu_ps(a + 4 * i), y = _mm_loadu_ps(b + 4 * i);
        const __m128 d = l2 ? _mm_sub_ps(x, y) : x;
        s->lane[first + i] = _mm_add_ps(s->lane[first + i], _mm_mul_ps(d, l2 ? d : y));
    }
}

static inline float sum_sse2(const float *a, const float *b, size_t dimension, int l2) {
    sums_sse2 s;
    for (int i = 0; i < 16; i++) s.lane[i] = _mm_setzero_ps();
    size_t i = 0;
    for (; i + CK_LANES <= dimension; i += CK_LANES)
        for (int block = 0; block < 4; block++) block_sse2(a + i + 16 * block, b + i + 16 * block, &s, 4 * block, l2);
    int first = 0;
    for (; i + CK_BLOCK <= dimension; i += CK_BLOCK, first += 4) block_sse2(a + i, b + i, &s, first, l2);
    if (i < dimension) {
        float x[CK_BLOCK] = {0}, y[CK_BLOCK] = {0};
        memcpy(x, a + i, (dimension - i) * sizeof(float));
        memcpy(y, b + i, (dimension - i) * sizeof(float));
        block_sse2(x, y, &s, first, l2);
    }
    return add_lanes_sse2(&s);
}

static inline float inner_product_sse2(const float *a, const float *b, size_t dimension) {
    return sum_sse2(a, b, dimension, 0);
}

static inline float squared_l2_sse2(const float *a, const float *b, size_t dimension) {
    return sum_sse2(a, b, dimension, 1);
}

static inline int32_t int8_dot_sse2(const int8_t *a, const int8_t *b, size_t dimension) {
    __m128i low = _mm_setzero_si128(), high = _mm_setzero_si128();
    const __m128i zero = _mm_setzero_si128();
    size_t i = 0;
    for (; i + 16 <= dimension; i += 16) {
        const __m128i x = _mm_loadu_si128((const __m128i *)(a + i)), y = _mm_loadu_si128((const __m128i *)(b + i));
        const __m128i xs = _mm_cmpgt_epi8(zero, x), ys = _mm_cmpgt_epi8(zero, y);
        low = _mm_add_epi32(low, _mm_madd_epi16(_mm_unpacklo_epi8(x, xs), _mm_unpacklo_epi8(y, ys)));
        high = _mm_add_epi32(high, _mm_madd_epi16(_mm_unpackhi_epi8(x, xs), _mm_unpackhi_epi8(y, ys)));
    }
    __m128i sum = _mm_add_epi32(low, high);
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
    int32_t total = _mm_cvtsi128_si32(sum);
    for (; i < dimension; i++) total += (int32_t)a[i] * (int32_t)b[i];
    return total;
}

CK_DEFINE_ROWS(sse2, )
CK_DEFINE_SET(sse2, "sse2", 0)
#endif
