// Kernels of the exact explanation of a forest of trees: Shapley values of 8 or 16 rows at a time.
//
// Every kernel is written once, over vectors of virtual lanes, one row a lane, and compiled for several instruction sets
// and both numbers of lanes. No operation crosses lanes, multiplies and adds are never fused, and additions follow the order of the nodes: so
// all instruction sets give the same bits, and a row's result does not depend on the rows beside it.
#ifndef CK_SHAP_KERNELS_H
#define CK_SHAP_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The greatest depth of a tree.
#define CK_SHAP_DEPTH 256
/// Deeper trees take one point of the rule at a time; with 8 lanes the stack of the deepest stays below 400 KiB.
#define CK_SHAP_SHALLOW 32
/// What a column holds for a missing value that goes left: it is below every threshold.
#define CK_SHAP_MISSING_LEFT (-__builtin_inf())
/// What a column holds for a missing value that goes right: it is below no threshold.
#define CK_SHAP_MISSING_RIGHT (__builtin_inf())
/// What stands for minus infinity in columns and thresholds: below every finite float, and above what is missing.
#define CK_SHAP_LOWEST (-1e300)

/// One node: a split sends a value below `threshold` to `child` and others to `child + 1`, a leaf points to itself.
struct ck_shap_node {
    float threshold;
    /// The feature; the top bit says that missing values go right.
    uint32_t feature_and_missing;
    /// Counted from the tree's first node; greater than the node's own number in a split.
    uint32_t child;
    float value;
};

/// One tree, whose nodes were checked before, and the rows that it explains, one a lane.
struct ck_shap_task {
    const struct ck_shap_node *nodes;
    /// The weight of the training rows that reached each node, finite and 0 or more.
    const float *covers;
    /// At most CK_SHAP_DEPTH.
    ptrdiff_t depth;
    /// Gauss and Legendre's rule between 0 and 1, exact for polynomials of degree depth - 1: (depth + 1) / 2 points.
    const double *points;
    const double *weights;
    ptrdiff_t point_count;
    /// Two columns of one value a lane for each feature: where missing values go left and where they go right.
    const double *columns;
    /// One sum a lane for each feature, which the tree's contributions are added to.
    double *values;
    /// Scratch of one number a feature, zero before and after.
    uint16_t *levels;
};

/// The kernels of one instruction set.
struct ck_shap_kernels {
    const char *name;
    /// Adds one tree's contributions for 8 rows to the values.
    void (*tree8)(const struct ck_shap_task *task);
    /// The same for 16 rows, which take about half as much time a row.
    void (*tree16)(const struct ck_shap_task *task);
};

/// The fastest kernels that this processor runs; thread-safe.
const struct ck_shap_kernels *ck_shap_kernels_best(void);

/// The kernels called `name` ("portable", "avx2", "avx512"), or NULL where this processor has not got them.
const struct ck_shap_kernels *ck_shap_kernels_named(const char *name);

#endif
