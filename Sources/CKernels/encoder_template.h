// The encoder's kernels over sixteen virtual lanes; included once per instruction set by encoder_<set>.c, which defines
// CK_NAME(x) (adds the set's suffix), CK_ROWS (rows of a register tile), CK_VECTORS (its vectors of columns) and CK_LABEL.
#include "encoder_kernels.h"
#include "encoder_lanes.h"

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

#define CK_TASK struct ck_linear
#include "linear_tiles.h"
#undef CK_TASK

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
