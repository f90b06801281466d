// Passes over whole columns: finiteness, and fp32 to int8 codes. Baseline vector instructions suffice: they wait for
// memory.
#include "distance_kernels.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

int ck_column_is_finite(const float *values, size_t count) {
    // An exponent of all ones is an infinity or not a number. Blocks, so that the inner loop has no branch.
    for (size_t first = 0; first < count; first += 4096) {
        const size_t end = count - first < 4096 ? count : first + 4096;
        uint32_t bad = 0;
        for (size_t i = first; i < end; i++) {
            uint32_t bits;
            memcpy(&bits, values + i, sizeof bits);
            bad |= (bits & 0x7F800000u) == 0x7F800000u;
        }
        if (bad) return 0;
    }
    return 1;
}

float ck_largest_deviation(const float *values, const float *offset, size_t dimension) {
    float largest = 0;
    for (size_t i = 0; i < dimension; i++) {
        const float deviation = fabsf(values[i] - offset[i]);
        largest = deviation > largest ? deviation : largest;
    }
    return largest;
}

static inline int8_t code(float value, float offset, float inverse_scale) {
    const float scaled = rintf((value - offset) * inverse_scale);
    return (int8_t)(scaled > 127 ? 127 : scaled < -127 ? -127 : scaled);
}

void ck_quantize_int8(const float *values, const float *offset, size_t dimension, float inverse_scale, int8_t *codes) {
    size_t i = 0;
#if defined(__x86_64__)
    const __m128 scale = _mm_set1_ps(inverse_scale);
    const __m128 most = _mm_set1_ps(127), least = _mm_set1_ps(-127);
    for (; i + 16 <= dimension; i += 16) {
        __m128i v[4];
        for (int j = 0; j < 4; j++) {
            const __m128 x = _mm_sub_ps(_mm_loadu_ps(values + i + 4 * j), _mm_loadu_ps(offset + i + 4 * j));
            v[j] = _mm_cvtps_epi32(_mm_max_ps(least, _mm_min_ps(most, _mm_mul_ps(x, scale))));
        }
        const __m128i low = _mm_packs_epi32(v[0], v[1]), high = _mm_packs_epi32(v[2], v[3]);
        _mm_storeu_si128((__m128i *)(codes + i), _mm_packs_epi16(low, high));
    }
#endif
    for (; i < dimension; i++) codes[i] = code(values[i], offset[i], inverse_scale);
}
