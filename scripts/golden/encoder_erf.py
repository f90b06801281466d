#!/usr/bin/env python3
"""Fits what the encoder's GELU is made of, by repeated weighted least squares (Lawson's method), nearly minimax.

The rational erf of Sources/CKernels/encoder_lanes.h: erf(x) ≈ x·P(x²)/Q(x²) for |x| ≤ 3.92, by absolute error.
The polynomial of quantised_template.h: Φ(x) − 1/2 ≈ x·P(x²) for |x| ≤ 4, by the error of x·Φ(x), where P(16) is held to
1/8, so that the GELU is 0 and x beyond. Errors are printed as fitted and as evaluated in single precision.

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

LIMIT, TERMS = 4.0, 7
x = LIMIT * np.sin(np.pi / 2 * (np.arange(NODES) + 0.5) / NODES)
s, target, edge = (x / LIMIT) ** 2, erf(x / np.sqrt(2)) / 2, 0.5 / LIMIT
weight = np.ones(NODES)
for _ in range(60):
    scale = weight * x
    system = ((1 - s) * x * scale)[:, None] * s[:, None] ** np.arange(TERMS - 1)
    solution = np.linalg.lstsq(system, (target - x * edge) * scale, rcond=None)[0]
    error = np.abs((x * (edge + (1 - s) * (s[:, None] ** np.arange(TERMS - 1) @ solution)) - target) * x)
    weight *= (error / error.max() + 1e-3) ** 0.3
    weight /= weight.max()

terms = np.r_[solution, 0] - np.r_[0, solution]
terms[0] += edge
terms = (terms / (LIMIT**2) ** np.arange(TERMS)).astype(np.float32)[::-1]
z = np.clip(wide, np.float32(-LIMIT), np.float32(LIMIT))
value = wide * (np.float32(0.5) + z * np.polyval(terms, z * z))
exact = wide.astype(float) * (1 + erf(wide.astype(float) / np.sqrt(2))) / 2
print("GELU terms ", *map(repr, map(float, terms)))
print(f"error fitted {error.max():.2e}, in single precision {np.abs(value - exact).max():.2e}")
