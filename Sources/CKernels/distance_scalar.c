// The scalar twins: the definition, in order, of what every vector kernel computes.
#include "distance_sets.h"

#include <math.h>

/// Adds 64 lanes as the vector kernels do: four vectors of 16 pairwise, then halves onto halves.
static float add_lanes(const float *lanes) {
    float sums[CK_BLOCK];
    for (int i = 0; i < CK_BLOCK; i++) sums[i] = (lanes[i] + lanes[16 + i]) + (lanes[32 + i] + lanes[48 + i]);
    for (int half = 8; half >= 1; half /= 2)
        for (int i = 0; i < half; i++) sums[i] += sums[i + half];
    return sums[0];
}

static inline size_t lane(size_t i, size_t dimension) {
    const size_t blocks = dimension / CK_LANES * CK_LANES;
    return i < blocks ? i % CK_LANES : i - blocks;
}

static float inner_product_scalar(const float *a, const float *b, size_t dimension) {
    float lanes[CK_LANES] = {0};
    for (size_t i = 0; i < dimension; i++) {
        float *sum = &lanes[lane(i, dimension)];
        *sum = fmaf(a[i], b[i], *sum);
    }
    return add_lanes(lanes);
}

static float squared_l2_scalar(const float *a, const float *b, size_t dimension) {
    float lanes[CK_LANES] = {0};
    for (size_t i = 0; i < dimension; i++) {
        float *sum = &lanes[lane(i, dimension)];
        const float difference = a[i] - b[i];
        *sum = fmaf(difference, difference, *sum);
    }
    return add_lanes(lanes);
}

static float inner_product_scalar_unfused(const float *a, const float *b, size_t dimension) {
    CK_NO_CONTRACTION
    float lanes[CK_LANES] = {0};
    for (size_t i = 0; i < dimension; i++) {
        const float product = a[i] * b[i];
        lanes[lane(i, dimension)] += product;
    }
    return add_lanes(lanes);
}

static float squared_l2_scalar_unfused(const float *a, const float *b, size_t dimension) {
    CK_NO_CONTRACTION
    float lanes[CK_LANES] = {0};
    for (size_t i = 0; i < dimension; i++) {
        const float difference = a[i] - b[i];
        const float product = difference * difference;
        lanes[lane(i, dimension)] += product;
    }
    return add_lanes(lanes);
}

static int32_t int8_dot_scalar(const int8_t *a, const int8_t *b, size_t dimension) {
    int32_t sum = 0;
    for (size_t i = 0; i < dimension; i++) sum += (int32_t)a[i] * (int32_t)b[i];
    return sum;
}

#define int8_dot_scalar_unfused int8_dot_scalar

CK_DEFINE_ROWS(scalar, )
CK_DEFINE_ROWS(scalar_unfused, )
CK_DEFINE_SET(scalar, "scalar", 1)
CK_DEFINE_SET(scalar_unfused, "scalar-unfused", 0)
