// Margins of a forest by leaf masks; included by scoring_<set>.c with CK_LANES, CK_NAME(x), and CK_LOOK_UP(table, places),
// which takes a value of a table of 32 floats for each lane.
#include "scoring_kernels.h"

typedef float CK_NAME(floats) __attribute__((vector_size(4 * CK_LANES), aligned(4)));
typedef int32_t CK_NAME(ints) __attribute__((vector_size(4 * CK_LANES), aligned(4)));

#define ck_floats CK_NAME(floats)
#define ck_ints CK_NAME(ints)
#define CK_PARTS (CK_SCORING_BLOCK / CK_LANES)
#define CK_EACH_PART _Pragma("clang loop unroll(full)") for (int part = 0; part < CK_PARTS; part++)

#ifndef CK_SCORING_OPEN
#define CK_SCORING_OPEN
/// A tree has few splits: a loop over them is not worth vectors.
#define CK_SERIAL _Pragma("clang loop vectorize(disable)")
/// Decides the splits of fixed features and keeps of the others those that can still rule out a leaf.
static void ck_scoring_open(const struct ck_scoring_forest *forest, const struct ck_scoring_rows *rows,
                            const struct ck_scoring_scratch *scratch) {
    struct ck_scoring_open_split *open = scratch->splits;
    for (size_t tree = 0; tree < forest->trees; tree++) {
        const struct ck_scoring_split *first = forest->splits + forest->starts[tree];
        const struct ck_scoring_split *end = forest->splits + forest->starts[tree + 1];
        uint32_t leaves = UINT32_MAX;
        CK_SERIAL for (const struct ck_scoring_split *split = first; split < end; split++) {
            uint32_t feature = split->feature_and_missing & 0x7fffffff;
            if (rows->places[feature] >= 0) continue;
            float value = rows->fixed[feature];
            int right = value >= split->threshold || (value != value && split->feature_and_missing >> 31);
            if (right) leaves &= split->keeps;
        }
        uint16_t counts[2] = {0, 0};
        for (int missing = 0; missing < 2; missing++)
            CK_SERIAL for (const struct ck_scoring_split *split = first; split < end; split++) {
                int32_t place = rows->places[split->feature_and_missing & 0x7fffffff];
                if (place < 0 || (int)(split->feature_and_missing >> 31) != missing || !(leaves & ~split->keeps))
                    continue;
                *open++ = (struct ck_scoring_open_split){split->threshold, split->keeps, (size_t)place * rows->stride};
                counts[missing]++;
            }
        scratch->trees[tree] = (struct ck_scoring_open_tree){leaves, counts[0], counts[1]};
    }
}
#endif

static void CK_NAME(margins)(const struct ck_scoring_forest *forest, const struct ck_scoring_rows *rows,
                             const struct ck_scoring_scratch *scratch, float *margins) {
    ck_scoring_open(forest, rows, scratch);
    for (size_t block = 0; block < rows->count; block += CK_SCORING_BLOCK) {
        ck_floats sums[CK_PARTS];
        // Nothing is taken away rather than added, which would turn -0 into 0.
        CK_EACH_PART sums[part] = forest->base - (ck_floats){0};
        const struct ck_scoring_open_split *split = scratch->splits;
        for (size_t tree = 0; tree < forest->trees; tree++) {
            const struct ck_scoring_open_tree open = scratch->trees[tree];
            const float *table = forest->leaves + tree * CK_SCORING_LEAVES;
            if (open.missing_left + open.missing_right == 0) {
                float value = table[__builtin_ctz(open.leaves)];
                CK_EACH_PART sums[part] += value;
                continue;
            }
            ck_ints leaves[CK_PARTS];
            CK_EACH_PART leaves[part] = (ck_ints){0} + (int32_t)open.leaves;
            for (const struct ck_scoring_open_split *end = split + open.missing_left; split < end; split++) {
                const ck_floats *column = (const ck_floats *)(rows->columns + split->column + block);
                ck_ints keeps = (ck_ints){0} + (int32_t)split->keeps;
                CK_EACH_PART leaves[part] &= keeps | ~(ck_ints)(column[part] >= split->threshold);
            }
            for (const struct ck_scoring_open_split *end = split + open.missing_right; split < end; split++) {
                const ck_floats *column = (const ck_floats *)(rows->columns + split->column + block);
                ck_ints keeps = (ck_ints){0} + (int32_t)split->keeps;
                CK_EACH_PART leaves[part] &= keeps | (ck_ints)(column[part] < split->threshold);
            }
            // The first leaf that remains: its bit alone is a power of two, whose exponent as a float is its place.
            CK_EACH_PART {
                ck_ints lowest = leaves[part] & -leaves[part];
                ck_floats power = __builtin_convertvector(lowest, ck_floats);
                ck_ints place = (((ck_ints)power >> 23) & 255) - 127;
                sums[part] += CK_LOOK_UP(table, place);
            }
        }
        CK_EACH_PART *(ck_floats *)(margins + block + part * CK_LANES) = sums[part];
    }
}

#undef CK_EACH_PART
#undef CK_PARTS
#undef ck_ints
#undef ck_floats
