#!/usr/bin/env python3
"""Writes Tests/GraphTests/Items/ItemGolden.swift: item weights of small matrices by numpy, in double precision.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6
    venv/bin/python scripts/golden/graph_items.py > Tests/GraphTests/Items/ItemGolden.swift
"""

import numpy as np

random = np.random.default_rng(20261121)
USERS, MESSAGES = 14, 9
LAMBDA, DROPOUT = 1.5, 0.25
ALPHA, BETA, SHRINK = 0.7, 0.4, 2.0
WINDOW, DECAY, OUT, IN = 3, 0.8, 0.7, 0.15


def weights():
    """Users by messages: quarters, so that single precision holds them exactly; one message that nobody touched."""
    matrix = random.integers(1, 20, (USERS, MESSAGES)) / 4
    matrix[random.random((USERS, MESSAGES)) < 0.55] = 0
    matrix[:, 4] = 0
    return matrix


def ridge(matrix, dropout):
    """EASE (Steck 2019), with the dropout of EDLAE (Steck 2020)."""
    gram = matrix.T @ matrix
    inverse = np.linalg.inv(gram + np.diag(LAMBDA + dropout / (1 - dropout) * np.diag(gram)))
    result = -inverse / np.diag(inverse)
    np.fill_diagonal(result, 0)
    return result


def powered(matrix):
    totals = matrix.sum(axis=1, keepdims=True)
    return np.where(matrix > 0, (matrix / np.maximum(totals, 1e-300)) ** ALPHA, 0)


def walk(matrix):
    """RP3β (Paudel et al. 2017) between messages."""
    degrees = np.maximum(1, (matrix > 0).sum(axis=0))
    result = powered(matrix.T) @ powered(matrix) / degrees**BETA
    np.fill_diagonal(result, 0)
    return result


def cosine(matrix):
    binary = (matrix > 0).astype(float)
    lengths = np.sqrt((binary**2).sum(axis=0))
    result = binary.T @ binary / (np.outer(lengths, lengths) + SHRINK)
    np.fill_diagonal(result, 0)
    return result


def transitions(sequences):
    counts = np.zeros((MESSAGES, MESSAGES))
    for sequence in sequences:
        for first in range(len(sequence)):
            for second in range(first + 1, min(len(sequence), first + WINDOW + 1)):
                if sequence[first] != sequence[second]:
                    counts[sequence[first], sequence[second]] += DECAY ** (second - first - 1)
    out = np.maximum(counts.sum(axis=1, keepdims=True), 1e-300)
    into = np.maximum(counts.sum(axis=0, keepdims=True), 1e-300)
    return np.where(counts > 0, counts / (out**OUT * into**IN), 0)


def swift(name, matrix, comment):
    print(f"    /// {comment}")
    print(f"    static let {name}: [[Double]] = [")
    for row in matrix:
        print("        [" + ", ".join(repr(float(value)) if value else "0" for value in row) + "],")
    print("    ]")


matrix = weights()
binary = (matrix > 0).astype(float)
scaled = matrix / np.sqrt((matrix[matrix > 0] ** 2).mean())
sequences = [random.integers(0, MESSAGES, random.integers(0, 8)).tolist() for _ in range(10)]
print("// Written by scripts/golden/graph_items.py; do not edit.\n")
print("/// Item weights by numpy, in double precision.")
print("enum ItemGolden {")
print("    /// λ and dropout p of the ridge, α and β of the walk, shrink of the cosine.")
print(f"    static let (lambda, dropout, alpha, beta, shrink) = ({LAMBDA}, {DROPOUT}, {ALPHA}, {BETA}, {SHRINK})")
print("    /// Window, decay and exponents of the transitions.")
print(f"    static let (window, decay, out, into) = ({WINDOW}, {DECAY}, {OUT}, {IN})")
swift("matrix", matrix, "Users by messages.")
print("    /// Messages in order of time, one list a user.")
print("    static let sequences: [[Int32]] = [")
for sequence in sequences:
    print(f"        {sequence},")
print("    ]")
swift("ridge", ridge(binary, 0), "EASE of the matrix as 0 and 1.")
swift("ridgeOfWeights", ridge(scaled, 0), "EASE of the weights, divided by their root mean square.")
swift("ridgeWithDropout", ridge(binary, DROPOUT), "EDLAE of the matrix as 0 and 1.")
swift("walk", walk(matrix), "RP3β of the weights.")
swift("cosine", cosine(matrix), "Cosines of the matrix as 0 and 1.")
swift("transitions", transitions(sequences), "Transitions of the sequences.")
print("}")
