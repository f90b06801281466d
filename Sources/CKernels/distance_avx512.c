// AVX-512 with VNNI: Ice Lake, Zen 4 and later.
#if defined(__x86_64__)
#include "distance_sets.h"

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")))

AVX512 static inline __m512 step_avx512(__m512 x, __m512 y, __m512 sum, int l2) {
    const __m512 d = l2 ? _mm512_sub_ps(x, y) : x;
    return _mm512_fmadd_ps(d, l2 ? d : y, sum);
}

AVX512 static inline float add_lanes_avx512(__m512 s0, __m512 s1, __m512 s2, __m512 s3) {
    const __m512 s = _mm512_add_ps(_mm512_add_ps(s0, s1), _mm512_add_ps(s2, s3));
    const __m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(s), 1));
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(s), high);
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    sum = _mm_add_ss(sum, _mm_shuffle_ps(sum, sum, 1));
    return _mm_cvtss_f32(sum);
}

AVX512 static inline __m512 tail_avx512(const float *a, const float *b, size_t left, __m512 sum, int l2) {
    const __mmask16 mask = left >= 16 ? 0xFFFF : (__mmask16)((1u << left) - 1);
    return step_avx512(_mm512_maskz_loadu_ps(mask, a), _mm512_maskz_loadu_ps(mask, b), sum, l2);
}

AVX512 __attribute__((always_inline)) static inline float sum_avx512(const float *a, const float *b, size_t dimension,
                                                                     int l2) {
    __m512 s0 = _mm512_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;
    size_t i = 0;
    for (; i + CK_LANES <= dimension; i += CK_LANES) {
        s0 = step_avx512(_mm512_loadu_ps(a + i), _mm512_loadu_ps(b + i), s0, l2);
        s1 = step_avx512(_mm512_loadu_ps(a + i + 16), _mm512_loadu_ps(b + i + 16), s1, l2);
        s2 = step_avx512(_mm512_loadu_ps(a + i + 32), _mm512_loadu_ps(b + i + 32), s2, l2);
        s3 = step_avx512(_mm512_loadu_ps(a + i + 48), _mm512_loadu_ps(b + i + 48), s3, l2);
    }
    const size_t left = dimension - i;
    if (left > 0) s0 = tail_avx512(a + i, b + i, left, s0, l2);
    if (left > 16) s1 = tail_avx512(a + i + 16, b + i + 16, left - 16, s1, l2);
    if (left > 32) s2 = tail_avx512(a + i + 32, b + i + 32, left - 32, s2, l2);
    if (left > 48) s3 = tail_avx512(a + i + 48, b + i + 48, left - 48, s3, l2);
    return add_lanes_avx512(s0, s1, s2, s3);
}

AVX512 static inline float inner_product_avx512(const float *a, const float *b, size_t dimension) {
    return sum_avx512(a, b, dimension, 0);
}

AVX512 static inline float squared_l2_avx512(const float *a, const float *b, size_t dimension) {
    return sum_avx512(a, b, dimension, 1);
}

/// vpdpbusd multiplies unsigned by signed: `a` is shifted up by 128, and 128 times the sum of `b` taken off again.
AVX512 static inline int32_t int8_dot_avx512(const int8_t *a, const int8_t *b, size_t dimension) {
    const __m512i shift = _mm512_set1_epi8((char)0x80);
    __m512i s0 = _mm512_setzero_si512(), s1 = s0, o0 = s0, o1 = s0;
    size_t i = 0;
    for (; i + 128 <= dimension; i += 128) {
        const __m512i y0 = _mm512_loadu_si512(b + i), y1 = _mm512_loadu_si512(b + i + 64);
        s0 = _mm512_dpbusd_epi32(s0, _mm512_xor_si512(_mm512_loadu_si512(a + i), shift), y0);
        s1 = _mm512_dpbusd_epi32(s1, _mm512_xor_si512(_mm512_loadu_si512(a + i + 64), shift), y1);
        o0 = _mm512_dpbusd_epi32(o0, shift, y0);
        o1 = _mm512_dpbusd_epi32(o1, shift, y1);
    }
    for (; i < dimension; i += 64) {
        const __mmask64 mask = dimension - i >= 64 ? ~0ULL : (1ULL << (dimension - i)) - 1;
        const __m512i y = _mm512_maskz_loadu_epi8(mask, b + i);
        s0 = _mm512_dpbusd_epi32(s0, _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, a + i), shift), y);
        o0 = _mm512_dpbusd_epi32(o0, shift, y);
    }
    return _mm512_reduce_add_epi32(_mm512_sub_epi32(_mm512_add_epi32(s0, s1), _mm512_add_epi32(o0, o1)));
}

CK_DEFINE_ROWS(avx512, AVX512)
CK_DEFINE_SET(avx512, "avx512", 1)
#endif
