// Sixteen virtual lanes and the functions of them that the encoder's kernels share; CK_NAME(x) adds the instruction set's name.
//
// The lanes are written in the compiler's own vector types, so that each instruction set does the same operations in the
// same order, and gives the same bits.
#include <stddef.h>
#include <stdint.h>

// Vectors are passed between inlined functions only, so no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

// Fusing is asked for by name only, so that every instruction set rounds at the same places.
#pragma STDC FP_CONTRACT OFF

#ifndef CK_INLINE
#define CK_INLINE static inline __attribute__((always_inline))
#define CK_LANES 16
#endif

typedef float ck_vector __attribute__((vector_size(64)));
typedef float ck_loose_vector __attribute__((vector_size(64), aligned(4)));
typedef int32_t ck_integers __attribute__((vector_size(64)));
typedef int32_t ck_loose_integers __attribute__((vector_size(64), aligned(4)));

CK_INLINE ck_vector CK_NAME(load)(const float *p) { return *(const ck_loose_vector *)p; }
CK_INLINE void CK_NAME(store)(float *p, ck_vector v) { *(ck_loose_vector *)p = v; }
CK_INLINE ck_vector CK_NAME(splat)(float x) { return (ck_vector){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
CK_INLINE ck_vector CK_NAME(fma)(ck_vector a, ck_vector b, ck_vector c) { return __builtin_elementwise_fma(a, b, c); }
CK_INLINE ck_vector CK_NAME(pick)(ck_integers mask, ck_vector yes, ck_vector no) {
    return (ck_vector)((mask & (ck_integers)yes) | (~mask & (ck_integers)no));
}
CK_INLINE ck_vector CK_NAME(clamp)(ck_vector x, float low, float high) {
    ck_vector l = CK_NAME(splat)(low), h = CK_NAME(splat)(high);
    x = CK_NAME(pick)(x < l, l, x);
    return CK_NAME(pick)(x > h, h, x);
}

// Lanes at and after `count` are read as `fill`.
CK_INLINE ck_vector CK_NAME(load_part)(const float *p, ptrdiff_t count, float fill) {
    float lanes[CK_LANES];
    for (ptrdiff_t i = 0; i < CK_LANES; i++) lanes[i] = i < count ? p[i] : fill;
    return CK_NAME(load)(lanes);
}

// Lane i of the result is lane i + `width` of v, for the first `width` lanes; the others do not matter.
#define CK_UPPER(v, width) \
    __builtin_shufflevector( \
        v, v, width, width + 1, (width + 2) % 16, (width + 3) % 16, (width + 4) % 16, (width + 5) % 16, \
        (width + 6) % 16, (width + 7) % 16, -1, -1, -1, -1, -1, -1, -1, -1)

CK_INLINE float CK_NAME(sum)(ck_vector v) {
    v += CK_UPPER(v, 8);
    v += CK_UPPER(v, 4);
    v += CK_UPPER(v, 2);
    v += CK_UPPER(v, 1);
    return v[0];
}

#define CK_GREATER(a, b) CK_NAME(pick)((a) > (b), a, b)
#define CK_LESSER(a, b) CK_NAME(pick)((a) < (b), a, b)

CK_INLINE float CK_NAME(maximum)(ck_vector v) {
    v = CK_GREATER(v, CK_UPPER(v, 8));
    v = CK_GREATER(v, CK_UPPER(v, 4));
    v = CK_GREATER(v, CK_UPPER(v, 2));
    return v[0] > v[1] ? v[0] : v[1];
}

// exp(x) for x <= 0 by 2^n · p(r), |r| <= ln 2 / 2; below -87 the result is about 1e-38, which a softmax cannot see.
CK_INLINE ck_vector CK_NAME(exp)(ck_vector x) {
    const float magic = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer
    x = CK_NAME(clamp)(x, -87.0f, 0.0f);
    ck_vector n = CK_NAME(fma)(x, CK_NAME(splat)(1.44269504f), CK_NAME(splat)(magic)) - CK_NAME(splat)(magic);
    ck_vector r = CK_NAME(fma)(n, CK_NAME(splat)(-0.693145752f), x);
    r = CK_NAME(fma)(n, CK_NAME(splat)(-1.42860677e-6f), r);
    ck_vector p = CK_NAME(splat)(1.0f / 720);
    p = CK_NAME(fma)(p, r, CK_NAME(splat)(1.0f / 120));
    p = CK_NAME(fma)(p, r, CK_NAME(splat)(1.0f / 24));
    p = CK_NAME(fma)(p, r, CK_NAME(splat)(1.0f / 6));
    p = CK_NAME(fma)(p, r, CK_NAME(splat)(0.5f));
    p = CK_NAME(fma)(p, r, CK_NAME(splat)(1.0f));
    p = CK_NAME(fma)(p, r, CK_NAME(splat)(1.0f));
    ck_integers exponent = __builtin_convertvector(n, ck_integers);
    return (ck_vector)((ck_integers)p + (exponent << 23));
}

#define CK_ERF_LIMIT 3.92f
static const float ck_erf_numerator[] = {
    2.0348263660707744e-06f, 0.0002874701749533415f, 0.003867879044264555f,
    0.05305910483002663f, 0.19275343418121338f, 1.128378987312317f};
static const float ck_erf_denominator[] = {
    3.8071109884185717e-05f, 0.0011880079982802272f, 0.015171400271356106f,
    0.11508025228977203f, 0.5041549801826477f, 1.0f};

// GELU(x) = x/2 · (1 + erf(x/√2)); erf is the odd rational x·P(x²)/Q(x²) fitted by scripts/golden/encoder_erf.py.
CK_INLINE ck_vector CK_NAME(gelu)(ck_vector x) {
    ck_vector half = x * CK_NAME(splat)(0.5f);
    ck_vector z = CK_NAME(clamp)(x * CK_NAME(splat)(0.707106781f), -CK_ERF_LIMIT, CK_ERF_LIMIT);
    ck_vector t = z * z;
    ck_vector p = CK_NAME(splat)(ck_erf_numerator[0]), q = CK_NAME(splat)(ck_erf_denominator[0]);
#pragma clang loop unroll(full)
    for (int i = 1; i < 6; i++) {
        p = CK_NAME(fma)(p, t, CK_NAME(splat)(ck_erf_numerator[i]));
        q = CK_NAME(fma)(q, t, CK_NAME(splat)(ck_erf_denominator[i]));
    }
    return CK_NAME(fma)(half, z * p / q, half);
}
