#!/usr/bin/env python3
"""Fits the rational erf of Sources/CKernels/encoder_template.h: erf(x) ≈ x·P(x²)/Q(x²) for |x| ≤ 3.92.

Repeated weighted least squares on the absolute error (Lawson's method) approaches the minimax fit; the error is
printed as fitted and as evaluated in single precision.

    pip install numpy scipy
    python3 scripts/golden/encoder_erf.py
"""

import numpy as np
from scipy.special import erf

LIMIT, UPPER, LOWER, NODES = 3.92, 5, 5, 4000

x = LIMIT * np.sin(np.pi / 2 * (np.arange(NODES) + 0.5) / NODES)
s, target = (x / LIMIT) ** 2, erf(x) / x
powers_p, powers_q = s[:, None] ** np.arange(UPPER + 1), s[:, None] ** np.arange(1, LOWER + 1)
weight, q = np.ones(NODES), np.ones(NODES)
for _ in range(60):
    scale = weight * x / np.abs(q)
    system = np.concatenate([powers_p, -target[:, None] * powers_q], axis=1) * scale[:, None]
    solution = np.linalg.lstsq(system, target * scale, rcond=None)[0]
    p, q = powers_p @ solution[: UPPER + 1], 1 + powers_q @ solution[UPPER + 1 :]
    error = np.abs(p / q * x - erf(x))
    weight *= (error / error.max() + 1e-3) ** 0.3
    weight /= weight.max()

scaling = (LIMIT**2) ** np.arange(max(UPPER, LOWER) + 1)
numerator = (solution[: UPPER + 1] / scaling[: UPPER + 1]).astype(np.float32)[::-1]
denominator = (np.r_[1, solution[UPPER + 1 :]] / scaling[: LOWER + 1]).astype(np.float32)[::-1]

wide = np.linspace(-6, 6, 1_000_001).astype(np.float32)
z = np.clip(wide, np.float32(-LIMIT), np.float32(LIMIT))
value = z * np.polyval(numerator, z * z) / np.polyval(denominator, z * z)
print("numerator  ", *map(repr, map(float, numerator)))
print("denominator", *map(repr, map(float, denominator)))
print(f"error fitted {error.max():.2e}, in single precision {np.abs(value - erf(wide.astype(float))).max():.2e}")
