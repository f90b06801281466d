// Kernels of the margins of a forest whose trees have at most 32 leaves each, many rows at a time.
//
// A tree is a list of splits, each with the leaves that remain possible for a row that goes right; the leaf a row arrives
// at is the first that remains after all its splits (Lucchese et al., "QuickScorer", SIGIR 2015). So there is no walk: a
// split is one comparison of a vector of rows. What no row differs in is decided once for all rows.
//
// Leaf values are added in the order of the trees, one row a lane, so every instruction set gives the bits of the walk.
#ifndef CK_SCORING_KERNELS_H
#define CK_SCORING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// The greatest number of leaves of a tree.
#define CK_SCORING_LEAVES 32
/// Rows of a block: columns have room for a whole number of blocks.
#define CK_SCORING_BLOCK 64

/// One split: a value below `threshold` goes left, others right, missing ones as the top bit of the feature says (1: right).
struct ck_scoring_split {
    float threshold;
    uint32_t feature_and_missing;
    /// One bit a leaf, from left to right: 0 for those under the left child.
    uint32_t keeps;
};

/// A forest in that form; everything was checked before.
struct ck_scoring_forest {
    const struct ck_scoring_split *splits;
    /// Where each tree's splits begin: one more than there are trees.
    const uint32_t *starts;
    /// CK_SCORING_LEAVES values a tree, from left to right.
    const float *leaves;
    size_t trees;
    float base;
};

/// Rows of which only some features differ.
struct ck_scoring_rows {
    /// The value of each feature that is the same in all rows; anything for the others.
    const float *fixed;
    /// For each feature its place among the columns, or -1 where it is fixed.
    const int32_t *places;
    /// The columns, one after the other, `stride` values each.
    const float *columns;
    /// A multiple of CK_SCORING_BLOCK that is at least `count`.
    size_t stride;
    size_t count;
};

/// The splits of a forest that are still open for some rows.
struct ck_scoring_open_split {
    float threshold;
    uint32_t keeps;
    /// Where the split's column begins, in values.
    size_t column;
};

/// The open part of one tree.
struct ck_scoring_open_tree {
    /// The leaves that no fixed feature rules out.
    uint32_t leaves;
    /// How many of its splits send missing values left, and how many, after those, right.
    uint16_t missing_left, missing_right;
};

/// Room for the open splits of a whole forest and for its trees.
struct ck_scoring_scratch {
    struct ck_scoring_open_split *splits;
    struct ck_scoring_open_tree *trees;
};

/// The kernels of one instruction set.
struct ck_scoring_kernels {
    const char *name;
    /// Writes `stride` margins, of which the first `count` mean something.
    void (*margins)(const struct ck_scoring_forest *forest, const struct ck_scoring_rows *rows,
                    const struct ck_scoring_scratch *scratch, float *margins);
};

/// The fastest kernels that this processor runs; thread-safe.
const struct ck_scoring_kernels *ck_scoring_kernels_best(void);

/// The kernels called `name` ("portable", "avx2", "avx512"), or NULL where this processor has not got them.
const struct ck_scoring_kernels *ck_scoring_kernels_named(const char *name);

#endif
