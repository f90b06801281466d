// The encoder's work outside its hot loops: packing weights, adding embeddings, checking and digesting bytes.
#include "encoder_kernels.h"

#include <string.h>

void ck_pack_panels(const float *weights, ptrdiff_t rows, ptrdiff_t depth, float *panels) {
    for (ptrdiff_t first = 0; first < rows; first += CK_PANEL, panels += depth * CK_PANEL)
        for (ptrdiff_t k = 0; k < depth; k++)
            for (ptrdiff_t j = 0; j < CK_PANEL; j++)
                panels[k * CK_PANEL + j] = first + j < rows ? weights[(first + j) * depth + k] : 0;
}

ptrdiff_t ck_attention_scratch(ptrdiff_t length, ptrdiff_t head_dimension) {
    const ptrdiff_t keys_wide = (length + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
    const ptrdiff_t wide = (head_dimension + CK_PANEL - 1) / CK_PANEL * CK_PANEL;
    return keys_wide * head_dimension + 2 * wide * length + keys_wide * length;
}

void ck_add_embeddings(const float *word, const float *type, const float *position, ptrdiff_t count, float *out) {
    for (ptrdiff_t i = 0; i < count; i++) out[i] = (word[i] + type[i]) + position[i];
}

int ck_all_finite(const float *x, ptrdiff_t count) {
    uint32_t bad = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, sizeof bits);
        bad |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    return !bad;
}

// Four independent multiply–xorshift lanes over 32-byte blocks, then one lane over the rest.
uint64_t ck_digest(const void *bytes, size_t count, uint64_t seed) {
    const uint64_t prime = 0x9E3779B97F4A7C15u;
    const unsigned char *p = bytes;
    uint64_t lanes[4] = {seed ^ prime, seed + prime, seed ^ (prime << 1), (uint64_t)count * prime + seed};
    size_t left = count;
    for (; left >= 32; left -= 32, p += 32)
        for (int i = 0; i < 4; i++) {
            uint64_t word;
            memcpy(&word, p + 8 * i, 8);
            uint64_t x = (lanes[i] ^ word) * prime;
            lanes[i] = x ^ (x >> 29);
        }
    uint64_t digest = 0;
    for (int i = 0; i < 4; i++) {
        digest = (digest ^ lanes[i]) * prime;
        digest ^= digest >> 32;
    }
    for (; left > 0; left--, p++) digest = ((digest ^ *p) * prime) ^ (digest >> 31);
    digest = (digest ^ (digest >> 33)) * prime;
    return digest ^ (digest >> 29);
}
