// The int8 mode's work outside its hot loops: the codes of the weights, made once when a model is opened.
#include "quantised_kernels.h"

#include <math.h>

// Fusing is asked for by name only, so that every processor makes the same codes.
#pragma STDC FP_CONTRACT OFF

void ck_quantise_weights(
    const float *weights, ptrdiff_t rows, ptrdiff_t depth, const float *factors, int8_t *codes, float *scales,
    int32_t *sums) {
    for (ptrdiff_t row = 0; row < rows; row++, weights += depth, codes += depth) {
        float greatest = 0;
        for (ptrdiff_t k = 0; k < depth; k++) {
            const float size = fabsf(weights[k] / factors[k]);
            greatest = size > greatest ? size : greatest;
        }
        // Below this the codes' scale would lose its own precision; such weights are as good as zero.
        const int usable = greatest > 1e-30f && greatest <= 3.4e38f;
        const float inverse = usable ? 127 / greatest : 0;
        int32_t sum = 0;
        for (ptrdiff_t k = 0; k < depth; k++) {
            codes[k] = (int8_t)(usable ? rintf(weights[k] / factors[k] * inverse) : 0);
            sum += codes[k];
        }
        scales[row] = usable ? greatest / 127 : greatest > 1 ? greatest : 0;
        sums[row] = sum;
    }
}
