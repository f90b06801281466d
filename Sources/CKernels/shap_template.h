// Shapley values of one tree; included by shap_<set>.c once for each number of virtual lanes, CK_LANES (8 or 16), with
// CK_NAME(x), which adds the set and the lanes to a name.
//
// A leaf of value v whose path splits on the distinct features F adds to feature i of F
//     v (o_i - z_i) ∫ ∏ f_j(x) dx over x in 0...1 and j in F \ {i},  with f_j(x) = o_j x + z_j (1 - x),
// where o_j says whether the row passes all the path's splits on j (0 or 1) and z_j is the product of their cover shares:
// the integral of x^|S| (1 - x)^(|F| - 1 - |S|) is the permutation weight of the subset S. The integrand is a polynomial
// of degree |F| - 1, so Gauss and Legendre's rule with half as many points gives the integral exactly. (Yu et al., "Linear
// TreeSHAP", NeurIPS 2022, sum the same polynomials by their coefficients; at points there is nothing to divide by.)
//
// At one point x the sum over all leaves takes one walk. On the way down the product p of the f_j is kept: a split
// multiplies it by g on the left and 1 - g on the right, because the two children's f add up to their parent's. On the
// way up h, the sum below a node of leaf values times the factors below that node, is g h_left + (1 - g) h_right. A split
// on i adds p t (h_left - h_right) to i, with
//     g = o x + z (1 - x) and t = o - z        (o: the row goes left, z: the left child's share of the covers)
// for a feature that is not split on above, and else, from the merged o_a and z_a of the splits above and f_a at x,
//     g = (o x + z z_a (1 - x)) / f_a and t = (o - z) z_a / f_a²   when o_a = 1,
//     g = z and t = 0                                              when o_a = 0.
// f_a is only divided by when o_a = 1, where it is at least x: covers of zero need no special case.
#include "shap_kernels.h"

// Vectors are passed between inlined functions only, so no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

// Nothing is fused, so that every instruction set rounds at the same places.
#pragma STDC FP_CONTRACT OFF

#ifndef CK_EACH
#define CK_INLINE static inline __attribute__((always_inline))
#define CK_EACH _Pragma("clang loop unroll(full)") for (int k = 0; k < count; k++)
// Points that one walk carries.
#define CK_POINTS 4
#define ck_doubles CK_NAME(doubles)
#define ck_masks CK_NAME(masks)
#define ck_walk CK_NAME(walk)
#endif

typedef double ck_doubles __attribute__((vector_size(8 * CK_LANES)));
typedef int64_t ck_masks __attribute__((vector_size(8 * CK_LANES)));

struct ck_walk {
    const struct ck_shap_node *nodes;
    const float *covers;
    const double *columns;
    double *values;
    uint16_t *levels;
    double x[CK_POINTS];
    double rest[CK_POINTS];
    // Of the edge that leaves each level, root's level 1: which rows pass it and the edges above that split on the same
    // feature, and the product of their shares.
    ck_masks open[CK_SHAP_DEPTH + 1];
    double zero[CK_SHAP_DEPTH + 1];
};

CK_INLINE ck_doubles CK_NAME(splat)(double x) {
#if CK_LANES == 8
    return (ck_doubles){x, x, x, x, x, x, x, x};
#else
    return (ck_doubles){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
#endif
}
CK_INLINE ck_doubles CK_NAME(load)(const double *p) {
    ck_doubles v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
CK_INLINE void CK_NAME(store)(double *p, ck_doubles v) { __builtin_memcpy(p, &v, sizeof v); }
CK_INLINE ck_doubles CK_NAME(where)(ck_masks mask, ck_doubles x) { return (ck_doubles)(mask & (ck_masks)x); }
CK_INLINE ck_doubles CK_NAME(pick)(ck_masks mask, ck_doubles yes, ck_doubles no) {
    return (ck_doubles)((mask & (ck_masks)yes) | (~mask & (ck_masks)no));
}

typedef void (*CK_NAME(visitor))(struct ck_walk *, uint32_t, uint32_t, const ck_doubles *, ck_doubles *);

// Visits the split `index` at `level` with the products `p` at `count` points, and returns the sums `h`.
CK_INLINE void CK_NAME(visit)(
    const int count, CK_NAME(visitor) again, struct ck_walk *walk, uint32_t index, uint32_t level, const ck_doubles *p,
    ck_doubles *h) {
    const struct ck_shap_node node = walk->nodes[index];
    const uint32_t left = node.child, right = node.child + 1;
    const double cover_left = walk->covers[left], cover_right = walk->covers[right], both = cover_left + cover_right;
    const double share = both > 0 ? cover_left / both : 0.5;
    const uint32_t feature = node.feature_and_missing & 0x7fffffffu;
    const double *column = walk->columns + (2 * (size_t)feature + (node.feature_and_missing >> 31)) * CK_LANES;
    const double threshold = node.threshold < CK_SHAP_LOWEST ? CK_SHAP_LOWEST : node.threshold;
    const ck_masks goes_left = (ck_masks)(CK_NAME(load)(column) < CK_NAME(splat)(threshold));

    const struct ck_shap_node left_node = walk->nodes[left], right_node = walk->nodes[right];
    const int left_splits = left_node.child != left, right_splits = right_node.child != right;
    ck_doubles g[CK_POINTS], scale[CK_POINTS];
    ck_doubles gain = CK_NAME(where)(goes_left, CK_NAME(splat)(1)) - CK_NAME(splat)(share);
    const uint16_t earlier = walk->levels[feature];
    if (earlier) {
        const double zero = walk->zero[earlier];
        const ck_masks open = walk->open[earlier];
        CK_EACH {
            const double inverse = 1 / (walk->x[k] + zero * walk->rest[k]);
            const ck_doubles one = CK_NAME(where)(goes_left, CK_NAME(splat)(walk->x[k] * inverse));
            g[k] = CK_NAME(pick)(
                open, one + CK_NAME(splat)(share * (zero * walk->rest[k] * inverse)), CK_NAME(splat)(share));
            scale[k] = CK_NAME(splat)(zero * inverse * inverse);
        }
        gain = CK_NAME(where)(open, gain);
    } else {
        CK_EACH g[k] = CK_NAME(where)(goes_left, CK_NAME(splat)(walk->x[k])) + CK_NAME(splat)(share * walk->rest[k]);
    }

    double *value = walk->values + (size_t)feature * CK_LANES;
    if (!(left_splits | right_splits)) {
        // Half of all splits end here: the difference of two leaves is the same at all points.
        const ck_doubles difference = CK_NAME(splat)((double)left_node.value - (double)right_node.value);
        ck_doubles sum = earlier ? p[0] * scale[0] : p[0];
        CK_EACH if (k > 0) sum = sum + (earlier ? p[k] * scale[k] : p[k]);
        CK_EACH h[k] = CK_NAME(splat)(right_node.value) + g[k] * difference;
        CK_NAME(store)(value, CK_NAME(load)(value) + gain * (sum * difference));
        return;
    }
    ck_doubles on_left[CK_POINTS], on_right[CK_POINTS], below[CK_POINTS];
    const double zero = earlier ? walk->zero[earlier] : 1;
    walk->levels[feature] = (uint16_t)level;
    if (left_splits) {
        CK_EACH below[k] = p[k] * g[k];
        walk->open[level] = earlier ? walk->open[earlier] & goes_left : goes_left;
        walk->zero[level] = zero * share;
        again(walk, left, level + 1, below, on_left);
    } else {
        CK_EACH on_left[k] = CK_NAME(splat)(left_node.value);
    }
    if (right_splits) {
        CK_EACH below[k] = p[k] - p[k] * g[k];
        walk->open[level] = earlier ? walk->open[earlier] & ~goes_left : ~goes_left;
        walk->zero[level] = zero * (1 - share);
        again(walk, right, level + 1, below, on_right);
    } else {
        CK_EACH on_right[k] = CK_NAME(splat)(right_node.value);
    }
    walk->levels[feature] = earlier;

    ck_doubles sum;
    CK_EACH {
        const ck_doubles difference = on_left[k] - on_right[k];
        const ck_doubles term = earlier ? p[k] * difference * scale[k] : p[k] * difference;
        sum = k == 0 ? term : sum + term;
        h[k] = on_right[k] + g[k] * difference;
    }
    CK_NAME(store)(value, CK_NAME(load)(value) + gain * sum);
}

#define CK_VISITOR(n) \
    static void CK_NAME(visit_##n)( \
        struct ck_walk *walk, uint32_t index, uint32_t level, const ck_doubles *p, ck_doubles *h) { \
        CK_NAME(visit)(n, CK_NAME(visit_##n), walk, index, level, p, h); \
    }
CK_VISITOR(1)
CK_VISITOR(2)
CK_VISITOR(3)
CK_VISITOR(4)
#undef CK_VISITOR

static void CK_NAME(tree)(const struct ck_shap_task *task) {
    if (task->nodes[0].child == 0) return;
    struct ck_walk walk;
    walk.nodes = task->nodes;
    walk.covers = task->covers;
    walk.columns = task->columns;
    walk.values = task->values;
    walk.levels = task->levels;
    // A deep walk carries one point at a time, to keep its stack small.
    const ptrdiff_t carried = task->depth <= CK_SHAP_SHALLOW ? CK_POINTS : 1;
    for (ptrdiff_t first = 0; first < task->point_count; first += carried) {
        const ptrdiff_t left = task->point_count - first, count = left < carried ? left : carried;
        ck_doubles p[CK_POINTS], h[CK_POINTS];
        for (ptrdiff_t k = 0; k < count; k++) {
            walk.x[k] = task->points[first + k];
            walk.rest[k] = 1 - walk.x[k];
            p[k] = CK_NAME(splat)(task->weights[first + k]);
        }
        switch (count) {
        case 1: CK_NAME(visit_1)(&walk, 0, 1, p, h); break;
        case 2: CK_NAME(visit_2)(&walk, 0, 1, p, h); break;
        case 3: CK_NAME(visit_3)(&walk, 0, 1, p, h); break;
        default: CK_NAME(visit_4)(&walk, 0, 1, p, h); break;
        }
    }
}
