#!/usr/bin/env python3
"""Writes the golden values of Tests/ForecastingTests/Golden from reference implementations.

Models, margins and SHAP contributions come from Python's xgboost, metrics and isotonic fits from scikit-learn.

    python3 -m venv venv && venv/bin/pip install xgboost-cpu==3.2.0 scikit-learn==1.9.1
    venv/bin/python scripts/golden/forecast_golden.py DATA Tests/ForecastingTests/Golden

DATA is a directory with LightGBM's example files (binary, regression and rank; train and test, gzipped), from
github.com/microsoft/LightGBM, folder examples, MIT licence. Only a slice of 40 rows a model is kept.
"""

import gzip
import json
import pathlib
import sys

import numpy as np
import sklearn
import xgboost
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss, ndcg_score, roc_auc_score

ROWS = 40
EXPLAINED = 12


def table(path):
    """Rows of a tab-separated file: labels, features."""
    with gzip.open(path, "rt") as lines:
        values = np.loadtxt(lines, dtype=np.float64)
    return values[:, 0].astype(np.float32), values[:, 1:].astype(np.float32)


def libsvm(path, query_path, columns=None, width=301):
    """Rows of a libsvm file with its group sizes; absent cells are missing. Keeps the densest columns."""
    labels, rows = [], []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            fields = line.split()
            labels.append(float(fields[0]))
            row = np.full(width, np.nan, np.float32)
            for field in fields[1:]:
                index, value = field.split(":")
                row[int(index)] = np.float32(value)
            rows.append(row)
    features = np.stack(rows)
    if columns is None:
        density = np.isfinite(features).sum(axis=0)
        columns = np.sort(np.argsort(-density, kind="stable")[10:30])
    with gzip.open(query_path, "rt") as lines:
        groups = [int(line) for line in lines]
    return np.array(labels, np.float32), features[:, columns], groups, columns


def drop_cells(features, share, seed):
    """The features with a share of cells made missing."""
    features = features.copy()
    features[np.random.default_rng(seed).random(features.shape) < share] = np.nan
    return features


def short(value):
    """The shortest decimal that reads back as this float, also by way of a double; None for missing."""
    if np.isnan(value):
        return None
    text = float(str(np.float32(value)))
    assert np.float32(text) == np.float32(value)
    return text


def golden_model(name, out, parameters, rounds, train, test, names):
    """Trains, saves the model and returns what it answers for the slice of test rows."""
    parameters = dict(parameters, tree_method="hist", nthread=1, seed=7)
    booster = xgboost.train(parameters, train, rounds)
    (out / f"{name}_model.json").write_bytes(bytes(booster.save_raw("json")))
    rows = test[:ROWS]
    matrix = xgboost.DMatrix(rows, feature_names=names)
    contributions = booster.predict(matrix, pred_contribs=True)[:EXPLAINED]
    return {
        "rows": [[short(value) for value in row] for row in rows],
        "margins": [short(value) for value in booster.predict(matrix, output_margin=True)],
        "predictions": [short(value) for value in booster.predict(matrix)],
        "contributions": [[short(value) for value in row] for row in contributions],
    }, booster


def metric_cases(labels, probabilities):
    """Metrics of probabilities with many ties, with and without weights."""
    rng = np.random.default_rng(11)
    probabilities = np.round(probabilities.astype(np.float64), 2)
    weights = np.round(rng.random(len(labels)) * 2, 3)
    observed, predicted = calibration_curve(labels, probabilities, n_bins=10)
    grades = rng.integers(0, 5, size=(8, 12)).astype(np.float64)
    scores = np.round(rng.normal(size=(8, 12)), 1)
    return {
        "probabilities": probabilities.tolist(),
        "outcomes": labels.astype(int).tolist(),
        "weights": weights.tolist(),
        "area": roc_auc_score(labels, probabilities),
        "weighted_area": roc_auc_score(labels, probabilities, sample_weight=weights),
        "log_loss": log_loss(labels, probabilities),
        "weighted_log_loss": log_loss(labels, probabilities, sample_weight=weights),
        "brier": brier_score_loss(labels, probabilities),
        "weighted_brier": brier_score_loss(labels, probabilities, sample_weight=weights),
        "calibration_predicted": predicted.tolist(),
        "calibration_observed": observed.tolist(),
        "grades": grades.tolist(),
        "grade_scores": scores.tolist(),
        "ndcg_at_5": [float(ndcg_score([2**g - 1], [s], k=5)) for g, s in zip(grades, scores)],
        "ndcg": [float(ndcg_score([2**g - 1], [s])) for g, s in zip(grades, scores)],
    }


def isotonic_cases():
    """Isotonic fits of noisy, tied, weighted observations."""
    cases = []
    for seed, count, digits, binary in [(1, 60, 6, True), (2, 120, 1, True), (3, 80, 2, False), (4, 5, 0, False)]:
        rng = np.random.default_rng(seed)
        raw = np.round(rng.normal(size=count), digits)
        if binary:
            outcomes = (rng.random(count) < 1 / (1 + np.exp(-raw))).astype(np.float64)
        else:
            outcomes = np.round(raw + rng.normal(size=count), 3)
        weights = None if seed % 2 else np.round(rng.random(count) + 0.1, 3)
        fit = IsotonicRegression(out_of_bounds="clip").fit(raw, outcomes, sample_weight=weights)
        unique = np.unique(raw)
        cases.append({
            "raw": raw.tolist(),
            "outcomes": outcomes.tolist(),
            "weights": None if weights is None else weights.tolist(),
            "unique": unique.tolist(),
            "fitted": fit.predict(unique).tolist(),
        })
    return cases


def main():
    data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    golden = {"versions": {"xgboost": xgboost.__version__, "scikit-learn": sklearn.__version__}, "models": {}}

    labels, features = table(data / "binary.train.gz")
    test_labels, test = table(data / "binary.test.gz")
    names = [f"f{index}" for index in range(features.shape[1])]
    train = xgboost.DMatrix(drop_cells(features, 0.08, 1), labels, feature_names=names)
    golden["models"]["binary"], booster = golden_model(
        "binary", out, {"objective": "binary:logistic", "max_depth": 4, "eta": 0.3}, 20, train,
        drop_cells(test, 0.08, 2), names)
    probabilities = booster.predict(xgboost.DMatrix(test, feature_names=names))
    golden["metrics"] = metric_cases(test_labels[:300], probabilities[:300])

    labels, features = table(data / "regression.train.gz")
    _, test = table(data / "regression.test.gz")
    train = xgboost.DMatrix(features[:, :8], labels * 100, feature_names=names[:8])
    golden["models"]["regression"], _ = golden_model(
        "regression", out, {"objective": "reg:squarederror", "max_depth": 6, "eta": 0.2, "gamma": 30}, 12, train,
        drop_cells(test[:, :8], 0.2, 3), names[:8])

    labels, features, groups, columns = libsvm(data / "rank.train.gz", data / "rank.train.query.gz")
    _, test, _, _ = libsvm(data / "rank.test.gz", data / "rank.test.query.gz", columns)
    names = [f"term {index}" for index in columns]
    train = xgboost.DMatrix(features, labels, feature_names=names)
    train.set_group(groups)
    golden["models"]["ranking"], _ = golden_model(
        "ranking", out, {"objective": "rank:pairwise", "max_depth": 3, "eta": 0.3}, 15, train, test, names)

    golden["isotonic"] = isotonic_cases()
    (out / "forecast.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
