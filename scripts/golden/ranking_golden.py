#!/usr/bin/env python3
"""Writes Tests/RecommenderTests/Golden/ranking.json: lists, what is relevant, and what every metric says of them.

    python3 scripts/golden/ranking_golden.py

Needs numpy. The formulae are the public ones, written here as vectors so that nothing is shared with the Swift code:
nDCG with binary gains and log2 discounts, its ideal list of min(k, relevant) hits; average precision over the number of
relevant items; the Gini coefficient as half the relative mean absolute difference; novelty as mean self-information.
"""
import json
import pathlib

import numpy as np

TARGET = pathlib.Path(__file__).resolve().parents[2] / "Tests/RecommenderTests/Golden/ranking.json"
rng = np.random.default_rng(20261121)


def per_user(ranked, relevant, k):
    hit = np.zeros(k)
    hit[: len(ranked)] = np.isin(ranked[:k], relevant)[: len(hit[: len(ranked)])]
    discount = 1 / np.log2(np.arange(2, k + 2))
    ranks = np.flatnonzero(hit) + 1
    return {
        "ndcg": float((hit * discount).sum() / discount[: min(k, len(relevant))].sum()),
        "recall": float(hit.sum() / len(relevant)),
        "map": float((hit * np.cumsum(hit) / np.arange(1, k + 1)).sum() / len(relevant)),
        "hit_rate": float(hit.any()),
        "mrr": float(1 / ranks[0]) if len(ranks) else 0.0,
        "precision": float(hit.mean()),
    }


def whole_run(lists, touches, users, k):
    shown = np.concatenate([np.asarray(one[:k], dtype=int) for one in lists])
    exposures = np.bincount(shown, minlength=len(touches)).astype(float)
    difference = np.abs(exposures[:, None] - exposures[None, :]).mean()
    share = np.maximum(touches, 1) / users
    return {
        "coverage": float((exposures > 0).mean()),
        "gini": float(difference / (2 * exposures.mean())),
        "novelty": float(np.mean(-np.log2(share[shown]))),
    }


lists = []
for number in range(200):
    items = int(rng.integers(1, 120))
    ranked = rng.permutation(items)[: int(rng.integers(0, 100))]
    relevant = np.sort(rng.choice(items + 5, size=int(rng.integers(1, min(40, items + 5))), replace=False))
    k = int(rng.choice([1, 3, 5, 10, 20, 64, 65, 90]))
    lists.append({"ranked": ranked.tolist(), "relevant": relevant.tolist(), "k": k, "metrics": per_user(ranked, relevant, k)})

runs = []
for number in range(12):
    users, items, k = int(rng.integers(3, 40)), int(rng.integers(5, 80)), int(rng.choice([1, 5, 10, 20]))
    skew = 1 / np.arange(1, items + 1) ** rng.uniform(0, 2)
    train, test, ranked = [], [], []
    for user in range(users):
        order = rng.choice(items, size=items, replace=False, p=skew / skew.sum())
        seen, rest = np.sort(order[: int(rng.integers(0, items // 2))]), order[items // 2 :]
        train.append(seen.tolist())
        test.append(np.sort(rng.choice(rest, size=int(rng.integers(1, len(rest) + 1)), replace=False)).tolist())
        candidates = np.setdiff1d(np.arange(items), seen)
        ranked.append(rng.permutation(candidates)[: int(rng.integers(1, 30))].tolist())
    touches = np.bincount(np.concatenate([np.asarray(one, dtype=int) for one in train]), minlength=items)
    each = [per_user(np.asarray(a), np.asarray(b), k) for a, b in zip(ranked, test)]
    metrics = {name: float(np.mean([one[name] for one in each])) for name in each[0]}
    metrics |= whole_run(ranked, touches, users, k)
    runs.append({"items": items, "k": k, "train": train, "test": test, "ranked": ranked, "metrics": metrics})

TARGET.parent.mkdir(exist_ok=True)
TARGET.write_text(json.dumps({"lists": lists, "runs": runs}, separators=(",", ":")) + "\n")
print(f"{TARGET}: {len(lists)} lists, {len(runs)} runs")
