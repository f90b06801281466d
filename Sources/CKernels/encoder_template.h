// The encoder's kernels over sixteen virtual lanes; included once per instruction set by encoder_<set>.c, which defines
// CK_NAME(x) (adds the set's suffix), CK_ROWS (rows of a register tile), CK_VECTORS (its vectors of columns) and CK_LABEL.
#include "encoder_kernels.h"

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

CK_INLINE float CK_NAME(sum)(ck_vector v) {
    float x[CK_LANES];
    CK_NAME(store)(x, v);
    for (int width = CK_LANES / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++) x[i] += x[i + width];
    return x[0];
}

CK_INLINE float CK_NAME(maximum)(ck_vector v) {
    float x[CK_LANES];
    CK_NAME(store)(x, v);
    for (int i = 1; i < CK_LANES; i++) x[0] = x[i] > x[0] ? x[i] : x[0];
    return x[0];
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

// One register tile: `rows` rows by `CK_VECTORS` vectors of columns from `column` on.
CK_INLINE void CK_NAME(tile)(const int rows, const struct ck_linear *task, ptrdiff_t row, ptrdiff_t column) {
    ck_vector sums[CK_ROWS][CK_VECTORS];
    const ptrdiff_t stride = task->input_stride, depth = task->depth;
    const float *a = task->input + row * stride;
    const float *b = task->panels + column / CK_PANEL * CK_PANEL * depth + column % CK_PANEL;
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_VECTORS; v++) sums[r][v] = CK_NAME(splat)(0);
    for (ptrdiff_t k = 0; k < depth; k++) {
        ck_vector weights[CK_VECTORS];
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_VECTORS; v++) weights[v] = CK_NAME(load)(b + k * CK_PANEL + v * CK_LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            ck_vector x = CK_NAME(splat)(a[r * stride + k]);
#pragma clang loop unroll(full)
            for (int v = 0; v < CK_VECTORS; v++) sums[r][v] = CK_NAME(fma)(x, weights[v], sums[r][v]);
        }
    }
    float *out = task->output + row * task->output_stride + column;
    if (task->bias) {
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_VECTORS; v++) {
            ck_vector bias = CK_NAME(load)(task->bias + column + v * CK_LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++) sums[r][v] += bias;
        }
    }
    if (task->residual) {
        const float *residual = task->residual + row * task->residual_stride + column;
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (int v = 0; v < CK_VECTORS; v++)
                sums[r][v] += CK_NAME(load)(residual + r * task->residual_stride + v * CK_LANES);
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_VECTORS; v++)
            CK_NAME(store)(out + r * task->output_stride + v * CK_LANES, sums[r][v]);
    if (task->gelu) {
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < CK_VECTORS; v++) {
                float *p = out + r * task->output_stride + v * CK_LANES;
                CK_NAME(store)(p, CK_NAME(gelu)(CK_NAME(load)(p)));
            }
    }
}

static void CK_NAME(linear)(const struct ck_linear *task) {
    // Rows are shared out evenly, because a tile of one row costs nearly as much as a tile of six.
    ptrdiff_t tiles = (task->rows + CK_ROWS - 1) / CK_ROWS;
    if (tiles == 0) return;
    ptrdiff_t rows = task->rows / tiles, longer = task->rows % tiles;
    // A panel stays in the first cache while all rows pass by it.
    for (ptrdiff_t column = 0; column < task->columns; column += CK_VECTORS * CK_LANES) {
        ptrdiff_t row = 0;
        for (ptrdiff_t i = 0; i < tiles; i++) {
            ptrdiff_t count = rows + (i < longer);
            switch (count) {
#define CK_CASE(n) \
    case n: \
        if (n <= CK_ROWS) CK_NAME(tile)(n <= CK_ROWS ? n : 1, task, row, column); \
        break;
                CK_CASE(1) CK_CASE(2) CK_CASE(3) CK_CASE(4) CK_CASE(5) CK_CASE(6) CK_CASE(7)
                CK_CASE(8) CK_CASE(9) CK_CASE(10) CK_CASE(11) CK_CASE(12) CK_CASE(13) CK_CASE(14)
#undef CK_CASE
            }
            row += count;
        }
    }
}

// Softmax of scale · x over `count` numbers; the lanes after them are written as zeros up to a whole vector.
CK_INLINE void CK_NAME(softmax)(float *x, ptrdiff_t count, float scale) {
    const float lowest = -3.4e38f;
    ck_vector top = CK_NAME(splat)(lowest);
    for (ptrdiff_t i = 0; i < count; i += CK_LANES) {
        ck_vector v = count - i >= CK_LANES ? CK_NAME(load)(x + i) : CK_NAME(load_part)(x + i, count - i, lowest);
        top = CK_NAME(pick)(v > top, v, top);
    }
    ck_vector greatest = CK_NAME(splat)(CK_NAME(maximum)(top)), factor = CK_NAME(splat)(scale);
    ck_vector total = CK_NAME(splat)(0);
    for (ptrdiff_t i = 0; i < count; i += CK_LANES) {
        ck_vector e = CK_NAME(exp)((CK_NAME(load)(x + i) - greatest) * factor);
        if (count - i < CK_LANES) {
            CK_NAME(store)(x + i, e);
            e = CK_NAME(load_part)(x + i, count - i, 0);
        }
        CK_NAME(store)(x + i, e);
        total += e;
    }
    ck_vector share = CK_NAME(splat)(1.0f / CK_NAME(sum)(total));
    for (ptrdiff_t i = 0; i < count; i += CK_LANES) CK_NAME(store)(x + i, CK_NAME(load)(x + i) * share);
}

static void CK_NAME(attention)(const struct ck_attention *task) {
    const ptrdiff_t length = task->length, size = task->head_dimension;
    const ptrdiff_t wide = (size + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
    const ptrdiff_t keys_wide = (length + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
    float *keys = task->scratch, *values = keys + keys_wide * size, *scores = values + wide * length;
    float *mixed = scores + keys_wide * length;
    for (ptrdiff_t head = 0; head < task->heads; head++) {
        const float *key = task->key + head * size, *value = task->value + head * size;
        for (ptrdiff_t j = 0; j < keys_wide; j++) {
            float *column = keys + j / CK_PANEL * CK_PANEL * size + j % CK_PANEL;
            for (ptrdiff_t d = 0; d < size; d++)
                column[d * CK_PANEL] = j < length ? key[j * task->stride + d] : 0;
        }
        for (ptrdiff_t d = 0; d < wide; d += CK_PANEL)
            for (ptrdiff_t j = 0; j < length; j++)
                for (ptrdiff_t i = 0; i < CK_PANEL; i++)
                    values[d * length + j * CK_PANEL + i] = d + i < size ? value[j * task->stride + d + i] : 0;
        struct ck_linear similarity = {
            .input = task->query + head * size, .input_stride = task->stride, .rows = length,
            .panels = keys, .depth = size, .columns = keys_wide, .output = scores, .output_stride = keys_wide};
        CK_NAME(linear)(&similarity);
        for (ptrdiff_t i = 0; i < length; i++) CK_NAME(softmax)(scores + i * keys_wide, length, task->scale);
        struct ck_linear mixture = {
            .input = scores, .input_stride = keys_wide, .rows = length, .panels = values, .depth = length,
            .columns = wide, .output = mixed, .output_stride = wide};
        if (wide == size) {
            mixture.output = task->context + head * size;
            mixture.output_stride = task->context_stride;
        }
        CK_NAME(linear)(&mixture);
        if (wide != size)
            for (ptrdiff_t i = 0; i < length; i++)
                for (ptrdiff_t d = 0; d < size; d++)
                    task->context[i * task->context_stride + head * size + d] = mixed[i * wide + d];
    }
}

static void CK_NAME(layer_norm)(
    float *x, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t count, const float *gamma, const float *beta, float epsilon) {
    const ptrdiff_t whole = count / CK_LANES * CK_LANES, rest = count - whole;
    for (ptrdiff_t row = 0; row < rows; row++, x += stride) {
        ck_vector total = CK_NAME(splat)(0), squares = total;
        for (ptrdiff_t i = 0; i < whole; i += CK_LANES) total += CK_NAME(load)(x + i);
        if (rest) total += CK_NAME(load_part)(x + whole, rest, 0);
        const float mean = CK_NAME(sum)(total) / (float)count;
        const ck_vector centre = CK_NAME(splat)(mean);
        for (ptrdiff_t i = 0; i < whole; i += CK_LANES) {
            ck_vector d = CK_NAME(load)(x + i) - centre;
            squares = CK_NAME(fma)(d, d, squares);
        }
        if (rest) {
            ck_vector d = CK_NAME(load_part)(x + whole, rest, mean) - centre;
            squares = CK_NAME(fma)(d, d, squares);
        }
        const float scale = 1.0f / __builtin_sqrtf(CK_NAME(sum)(squares) / (float)count + epsilon);
        const ck_vector factor = CK_NAME(splat)(scale);
        for (ptrdiff_t i = 0; i < whole; i += CK_LANES) {
            ck_vector d = (CK_NAME(load)(x + i) - centre) * factor;
            CK_NAME(store)(x + i, CK_NAME(fma)(d, CK_NAME(load)(gamma + i), CK_NAME(load)(beta + i)));
        }
        for (ptrdiff_t i = whole; i < count; i++)
            x[i] = __builtin_fmaf((x[i] - mean) * scale, gamma[i], beta[i]);
    }
}

static void CK_NAME(mean_unit)(const float *x, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t count, float *out) {
    ck_vector squares = CK_NAME(splat)(0);
    for (ptrdiff_t i = 0; i < count; i += CK_LANES) {
        const ptrdiff_t part = count - i;
        ck_vector total = CK_NAME(splat)(0);
        for (ptrdiff_t row = 0; row < rows; row++) {
            const float *p = x + row * stride + i;
            total += part >= CK_LANES ? CK_NAME(load)(p) : CK_NAME(load_part)(p, part, 0);
        }
        total /= CK_NAME(splat)((float)rows);
        squares = CK_NAME(fma)(total, total, squares);
        float lanes[CK_LANES];
        CK_NAME(store)(lanes, total);
        for (ptrdiff_t j = 0; j < CK_LANES && j < part; j++) out[i + j] = lanes[j];
    }
    const float length = __builtin_sqrtf(CK_NAME(sum)(squares));
    const float shortest = length > 1e-12f ? length : 1e-12f;
    for (ptrdiff_t i = 0; i < count; i++) out[i] /= shortest;
}

const struct ck_encoder_kernels CK_NAME(kernels) = {
    .name = CK_LABEL,
    .linear = CK_NAME(linear),
    .attention = CK_NAME(attention),
    .layer_norm = CK_NAME(layer_norm),
    .mean_unit = CK_NAME(mean_unit),
};
