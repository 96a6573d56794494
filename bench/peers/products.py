"""Times the step's matrix products in PyTorch beside the library's: python3 products.py FILE [--threads 1], FILE from `bench -- products --output FILE`."""
import argparse
import math
import os
import time

parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=0.25)
options = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = str(options.threads)

import torch


def seconds(left, right, output):
    times, started = [], time.perf_counter()
    while len(times) < 20 or time.perf_counter() - started < options.seconds:
        before = time.perf_counter()
        torch.mm(left, right, out=output)
        times.append(time.perf_counter() - before)
    return sorted(times)[len(times) // 10]


def main():
    logarithms, ours, theirs, weight = 0.0, 0.0, 0.0, 0
    for line in open(options.file):
        count, left, right, rows, columns, inner, own = line.split()
        count, rows, columns, inner, own = int(count), int(rows), int(columns), int(inner), float(own)
        a = torch.randn(inner, rows).t() if left == "1" else torch.randn(rows, inner)
        b = torch.randn(columns, inner).t() if right == "1" else torch.randn(inner, columns)
        other = seconds(a, b, torch.empty(rows, columns))
        flop = 2e-9 * rows * columns * inner
        print(f"{count} x [{rows}, {inner}]{' transposed' if left == '1' else ''} · [{inner}, {columns}]{' transposed' if right == '1' else ''}: "
              f"library {flop / own:.1f}, PyTorch {flop / other:.1f} GFLOP/s, ratio {other / own:.2f}")
        logarithms, weight = logarithms + count * math.log(other / own), weight + count
        ours, theirs = ours + count * own, theirs + count * other
    print(f"geometric mean ratio {math.exp(logarithms / weight):.3f}, all products {1e3 * ours:.2f} and {1e3 * theirs:.2f} ms, ratio {theirs / ours:.3f}")


main()
