// The kernels of the int8 mode; included once per instruction set by quantised_<set>.c, which defines CK_NAME(x) (adds
// the set's suffix), CK_ROWS and CK_VECTORS (the register tile), CK_CODE and CK_GROUP (the type of a code, and how many
// of them a lane of 32 bits holds), CK_LABEL and CK_FLOATS (the kernels for floats). The function
// `accumulate(sums, codes, weights)`, which adds the products of each lane's group, must be defined before.
#include <string.h>

// The exact GELU is x · Φ(x); here Φ(x) − 1/2 ≈ x·P(x²) up to the limit, fitted by scripts/golden/encoder_erf.py.
#define CK_GELU_LIMIT 4.0f
static const float ck_gelu_terms[] = {
    2.258666143006849e-08f, -1.5887407016634825e-06f, 4.7762001486262307e-05f, -0.000812167243566364f,
    0.00876358151435852f, -0.0645541399717331f, 0.3978700339794159f};

CK_INLINE ck_vector CK_NAME(short_gelu)(ck_vector x) {
    ck_vector z = CK_NAME(clamp)(x, -CK_GELU_LIMIT, CK_GELU_LIMIT);
    ck_vector t = z * z;
    ck_vector p = CK_NAME(splat)(ck_gelu_terms[0]);
#pragma clang loop unroll(full)
    for (int i = 1; i < 7; i++) p = CK_NAME(fma)(p, t, CK_NAME(splat)(ck_gelu_terms[i]));
    return x * CK_NAME(fma)(z, p, CK_NAME(splat)(0.5f));
}

CK_INLINE ck_integers CK_NAME(load_integers)(const void *p) { return *(const ck_loose_integers *)p; }
CK_INLINE ck_integers CK_NAME(splat_integer)(int32_t x) {
    return (ck_integers){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

static void CK_NAME(pack)(const int8_t *weights, ptrdiff_t rows, ptrdiff_t depth, void *panels) {
    const ptrdiff_t groups = (depth + 3) / 4 * 4 / CK_GROUP;
    // A weight's code has the activation's width, and a sign.
    int8_t *bytes = panels;
    int16_t *words = panels;
    for (ptrdiff_t first = 0; first < rows; first += CK_PANEL)
        for (ptrdiff_t group = 0; group < groups; group++)
            for (ptrdiff_t j = 0; j < CK_PANEL; j++)
                for (ptrdiff_t i = 0; i < CK_GROUP; i++) {
                    const ptrdiff_t row = first + j, k = group * CK_GROUP + i;
                    const int8_t code = row < rows && k < depth ? weights[row * depth + k] : 0;
                    if (CK_GROUP == 4) *bytes++ = code;
                    else *words++ = code;
                }
}

// Codes run from 0 to 255, but a row spans 254 steps, so that rounding cannot leave them whatever the zero is.
static void CK_NAME(quantise)(const struct ck_quantise *task) {
    const float magic = 12582912.0f;  // 1.5 · 2^23: adding it leaves the rounded integer in the lowest bits
    const ptrdiff_t count = task->count, whole = count / CK_LANES * CK_LANES, rest = count - whole;
    for (ptrdiff_t row = 0; row < task->rows; row++) {
        const float *x = task->input + row * task->input_stride;
        CK_CODE *out = (CK_CODE *)task->codes + row * task->code_stride;
        ck_vector low = CK_NAME(splat)(0), high = low, bad = low;
        for (ptrdiff_t i = 0; i < count; i += CK_LANES) {
            ck_vector v = i < whole ? CK_NAME(load)(x + i) : CK_NAME(load_part)(x + i, rest, 0);
            v *= CK_NAME(load)(task->factors + i);
            low = CK_LESSER(v, low);
            high = CK_GREATER(v, high);
            bad = CK_NAME(fma)(v, CK_NAME(splat)(0), bad);
        }
        const float least = -CK_NAME(maximum)(-low), range = CK_NAME(maximum)(high) - least;
        // Zero, or not a number when one of the row's is not finite: the outputs must tell so.
        const float taint = CK_NAME(sum)(bad) + (range - range);
        const int usable = range > 1e-30f && range <= 3.4e38f;
        const float inverse = usable ? 254 / range : 0;
        const float zero = usable ? __builtin_floorf(-least * inverse) + 1 : 0;
        task->row_codes[row].scale = (usable ? range / 254 : 0) + taint;
        task->row_codes[row].zero = (int32_t)zero;
        const ck_vector factor = CK_NAME(splat)(inverse), start = CK_NAME(splat)(magic + zero);
        for (ptrdiff_t i = 0; i < count; i += CK_LANES) {
            ck_vector v = i < whole ? CK_NAME(load)(x + i) : CK_NAME(load_part)(x + i, rest, 0);
            v *= CK_NAME(load)(task->factors + i);
            ck_integers bits = (ck_integers)CK_NAME(fma)(v, factor, start) & 0xFF;
            ck_code_vector codes = __builtin_convertvector(bits, ck_code_vector);
            memcpy(out + i, &codes, sizeof codes);
        }
    }
}

// One register tile: `rows` rows by `CK_VECTORS` vectors of columns from `column` on.
CK_INLINE void CK_NAME(tile)(const int rows, const struct ck_linear_codes *task, ptrdiff_t row, ptrdiff_t column) {
    ck_integers sums[CK_ROWS][CK_VECTORS];
    const ptrdiff_t stride = task->code_stride, groups = (task->depth + 3) / 4 * 4 / CK_GROUP;
    const CK_CODE *a = (const CK_CODE *)task->codes + row * stride;
    const char *b = (const char *)task->panels + column / CK_PANEL * CK_PANEL * 4 * groups + column % CK_PANEL * 4;
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_VECTORS; v++) sums[r][v] = CK_NAME(splat_integer)(0);
    for (ptrdiff_t group = 0; group < groups; group++) {
        ck_integers weights[CK_VECTORS];
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_VECTORS; v++)
            weights[v] = CK_NAME(load_integers)(b + (group * CK_PANEL + v * CK_LANES) * 4);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            int32_t lane;
            memcpy(&lane, a + r * stride + group * CK_GROUP, sizeof lane);
            ck_integers codes = CK_NAME(splat_integer)(lane);
#pragma clang loop unroll(full)
            for (int v = 0; v < CK_VECTORS; v++) sums[r][v] = CK_NAME(accumulate)(sums[r][v], codes, weights[v]);
        }
    }
    float *out = task->output + row * task->output_stride + column;
    const float *residual = task->residual ? task->residual + row * task->residual_stride + column : NULL;
#pragma clang loop unroll(full)
    for (int v = 0; v < CK_VECTORS; v++) {
        const ptrdiff_t c = v * CK_LANES;
        const ck_integers column_sums = CK_NAME(load_integers)(task->sums + column + c);
        const ck_vector scales = CK_NAME(load)(task->scales + column + c);
        const ck_vector bias = CK_NAME(load)(task->bias + column + c);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            const struct ck_row_codes codes = task->row_codes[row + r];
            ck_integers sum = sums[r][v] - CK_NAME(splat_integer)(codes.zero) * column_sums;
            ck_vector y = __builtin_convertvector(sum, ck_vector);
            y = CK_NAME(fma)(y, scales * CK_NAME(splat)(codes.scale), bias);
            // Before the store: the residual may be the output itself.
            if (residual) y += CK_NAME(load)(residual + r * task->residual_stride + c);
            CK_NAME(store)(out + r * task->output_stride + c, y);
        }
    }
    if (task->gelu) {
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < CK_VECTORS; v++) {
                float *p = out + r * task->output_stride + v * CK_LANES;
                CK_NAME(store)(p, CK_NAME(short_gelu)(CK_NAME(load)(p)));
            }
    }
}

#define CK_TASK struct ck_linear_codes
#include "linear_tiles.h"
#undef CK_TASK

extern const struct ck_encoder_kernels CK_FLOATS;

const struct ck_quantised_kernels CK_NAME(kernels) = {
    .name = CK_LABEL,
    .floats = &CK_FLOATS,
    .code_bytes = sizeof(CK_CODE),
    .quantise = CK_NAME(quantise),
    .linear = CK_NAME(linear),
    .pack = CK_NAME(pack),
};
