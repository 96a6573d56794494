"""k-means and the Gaussian mixtures of scikit-learn beside runs of bench/tables.sh. Labels only score."""
import csv
import json
import os
import sys
import time

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

SEEDS = (0, 1, 2)


def read(path):
    if path.endswith(".npz"):
        arrays = np.load(path)
        return arrays["x"], arrays["y"].astype(int)
    with open(path) as file:
        header, *rows = csv.reader(file)
    label = header.index("label")
    values = np.array([[float(cell) for i, cell in enumerate(row) if i != label] for row in rows], dtype=np.float32)
    return values, np.unique([row[label] for row in rows], return_inverse=True)[1]


def accuracy(clusters, labels):
    size = max(clusters.max(), labels.max()) + 1
    table = np.zeros((size, size))
    np.add.at(table, (clusters, labels), 1)
    rows, columns = linear_sum_assignment(-table)
    return 100 * table[rows, columns].sum() / len(labels)


def prepare(folder, out, names):
    """The same rows to learn from and to score on."""
    found = sorted(file for file in os.listdir(folder) if file.endswith((".csv", ".npz")) and "mixed" not in file)
    with open(f"{out}/names.txt", "w") as listing:
        for file in found:
            name = file.rsplit(".", 1)[0]
            if names and name not in names:
                continue
            x, y = read(f"{folder}/{file}")
            np.savez(f"{out}/{name}.npz", x_train=x, y_train=y, x_test=x, y_test=y)
            listing.write(f"{name} {len(np.unique(y))}\n")


def baselines(x, y, classes):
    x = x.reshape(len(x), -1).astype(float)
    spread = x.std(0)
    x = (x - x.mean(0))[:, spread > 0] / spread[spread > 0]
    methods = {"k-means": lambda seed: KMeans(classes, n_init=10, random_state=seed).fit_predict(x)}
    for kind in ("diag", "tied", "full"):
        methods[kind] = lambda seed, kind=kind: GaussianMixture(
            classes, covariance_type=kind, n_init=5, random_state=seed).fit_predict(x)
    for name, fit in methods.items():
        start = time.time()
        found = [fit(seed) for seed in SEEDS]
        yield name, [(accuracy(c, y), adjusted_rand_score(y, c)) for c in found], (time.time() - start) / len(SEEDS)


def compare(out):
    gaps = []
    print("| table | rows, columns, classes | accuracy, three seeds | ARI | rung | s | best of scikit-learn | gap | k-means | diagonal | tied | full |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for line in open(f"{out}/names.txt"):
        name, classes = line.split()
        arrays = np.load(f"{out}/{name}.npz")
        x, y = arrays["x_train"], arrays["y_train"]
        runs = [json.load(open(f"{out}/{name}-{seed}.json")) for seed in SEEDS]
        ours = [100 * run["metrics"]["accuracy"] for run in runs]
        rungs = sorted({run.get("chosen", {"rung": "network"})["rung"] for run in runs})
        others = {method: np.mean([score for score, _ in scores]) for method, scores, _ in baselines(x, y, int(classes))}
        best = max(others, key=others.get)
        gaps.append(np.mean(ours) - others[best])
        print(f"| {name} | {len(x)}, {x[0].size}, {classes} | {' '.join(f'{a:.1f}' for a in ours)} "
              f"| {np.mean([run['metrics']['ari'] for run in runs]):.3f} | {', '.join(rungs)} "
              f"| {np.mean([run['seconds'] for run in runs]):.1f} | {best} {others[best]:.1f} | {gaps[-1]:+.1f} | "
              + " | ".join(f"{value:.1f}" for value in others.values()) + " |", flush=True)
    print(f"\nMean gap {np.mean(gaps):+.1f}, least {min(gaps):+.1f}.")


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        compare(sys.argv[2])
