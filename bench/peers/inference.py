"""Times what `bench -- inference` times, in eager PyTorch: the clusters and the codes of 70,000 rows of bytes, and of one.

python3 inference.py [--threads 1] [--batch 256] [--no-batch-norm]
"""
import argparse
import os
import statistics
import time

ROWS, ROUNDS, SINGLES = 70_000, 5, 500

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--batch", type=int, default=256)
parser.add_argument("--no-batch-norm", action="store_true")
options = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = str(options.threads)

import numpy
import torch

import model as models


def seconds(times, work):
    work()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main():
    torch.manual_seed(0)
    model = models.create("gmm-vae", batch_norm=not options.no_batch_norm).eval()
    data = torch.from_numpy(numpy.random.default_rng(0).integers(0, 256, (ROWS, 784), numpy.uint8))

    def read(of, rows):
        return torch.cat([of(part.float().div_(255)) for part in rows.split(options.batch)])

    with torch.inference_mode():
        for name, of in (("Predict", model.clusters_of), ("Embed", model.codes_of)):
            many, one = seconds(ROUNDS, lambda: read(of, data)), seconds(SINGLES, lambda: read(of, data[:1]))
            print(f"{name:<8} {ROWS} rows, {options.threads} thread(s), batch {options.batch}: median {many:.3f} s, {ROWS / many:.0f} rows/s; one row: median {1e6 * one:.0f} µs")


main()
