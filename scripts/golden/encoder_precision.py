#!/usr/bin/env python3
"""Shows how near the encoder's int8 vectors are to those in fp32, and what that does to finding neighbours.

Prints the cosine of the two vectors of each text (mean, first percentile, least); with --train and --test, labelled
texts as CSV with the columns text and category (plain or .gz, such as banking77), also the share of the test texts whose
category is that of most of their k nearest training texts by cosine; of equal counts the nearest text's category wins.

    pip install numpy
    scripts/golden/encoder_precision.py --texts FILE [--train FILE --test FILE] [--murmur .build/release/murmur]
"""
import argparse
import csv
import gzip
import os
import subprocess
import tempfile

import numpy as np

PRECISIONS = ["fp32", "int8"]


def labelled(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["category"] for row in rows]


def encode(args, texts):
    """The vectors of `texts` in each precision."""
    with tempfile.TemporaryDirectory() as folder:
        lines, output = os.path.join(folder, "texts.txt"), os.path.join(folder, "vectors.npy")
        with open(lines, "w", encoding="utf-8") as file:
            file.writelines(" ".join(text.split()) + "\n" for text in texts)
        vectors = []
        for precision in PRECISIONS:
            command = [args.murmur, "encode", lines, "--output", output, "--precision", precision]
            subprocess.run(command + (["--model", args.model] if args.model else []), check=True, stdout=subprocess.DEVNULL)
            vectors.append(np.load(output))
            assert len(vectors[-1]) == len(texts), "expected one vector a text"
        return vectors


def show(name, vectors):
    exact, coded = vectors
    cosines = np.sum(exact.astype(float) * coded, axis=1)
    print(f"{name}: {len(cosines)} texts, cosine mean {cosines.mean():.5f}, p1 {np.percentile(cosines, 1):.5f}, least {cosines.min():.5f}")


def share_right(vectors, categories, count, k):
    """The share of the rows from `count` on whose category their `k` nearest of the rows before vote for."""
    right = 0
    similarities = vectors[count:] @ vectors[:count].T
    for row, nearest in enumerate(np.argsort(-similarities, axis=1, kind="stable")[:, :k]):
        votes = [categories[index] for index in nearest]
        right += max(votes, key=votes.count) == categories[count + row]
    return right / len(similarities)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    parser.add_argument("--murmur", default=os.path.join(root, ".build", "release", "murmur"))
    parser.add_argument("--model", help="the folder of the model")
    parser.add_argument("--texts", help="a file of texts, one a line")
    parser.add_argument("--limit", type=int, default=1000, help="the texts of it that are read")
    parser.add_argument("--train", help="labelled texts among which neighbours are searched")
    parser.add_argument("--test", help="labelled texts whose neighbours are searched")
    parser.add_argument("--k", type=int, default=5)
    args = parser.parse_args()
    if not args.texts and not (args.train and args.test):
        parser.error("expected --texts, or --train and --test")
    if args.texts:
        with open(args.texts, encoding="utf-8") as file:
            show("texts", encode(args, file.read().splitlines()[: args.limit]))
    if args.train and args.test:
        (train, right), (test, expected) = labelled(args.train), labelled(args.test)
        vectors = encode(args, train + test)
        show("labelled", vectors)
        for precision, rows in zip(PRECISIONS, vectors):
            print(f"{args.k} nearest, {precision}: {100 * share_right(rows, right + expected, len(train), args.k):.2f} % right")


if __name__ == "__main__":
    main()
