"""Times one training step in eager PyTorch: python3 step.py [--model gmm-vae|vae|autoencoder] [--preset report|clustering] [--phase candidates|start|main] [--batch 256] [--threads 1]."""
import argparse
import gzip
import os
import statistics
import time


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=["gmm-vae", "vae", "autoencoder"], default="gmm-vae")
    parser.add_argument("--preset", choices=["report", "clustering"], default="report")
    parser.add_argument("--phase", choices=["candidates", "start", "main"], default="main", help="of the clustering preset")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--latent", type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--warm-up", type=int, default=10)
    parser.add_argument("--no-batch-norm", action="store_true")
    parser.add_argument("--foreach", action="store_true", help="Adam's multi-tensor implementation")
    parser.add_argument("--raw", help="append the milliseconds of each step, wall clock and processor, to this file")
    return parser.parse_args()


options = arguments()
# Two pools of threads that spin against each other make a step many times slower: BLAS alone gets the threads.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = str(options.threads)

import numpy
import torch

import clustering
import model as models


def load():
    folder = os.environ.get("GMMVAE_DATA")
    if folder:
        with gzip.open(os.path.join(folder, "mnist", "train-images-idx3-ubyte.gz")) as file:
            return torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 784).copy())
    return torch.from_numpy(numpy.random.default_rng(0).integers(0, 256, (60_000, 784), numpy.uint8))


def resident_megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main():
    torch.manual_seed(0)
    data = load()
    per_epoch = len(data) // options.batch
    changes = {"batch_norm": not options.no_batch_norm, **({"latent": options.latent} if options.latent else {})}
    steps = options.warm_up + options.steps
    model = (clustering.Clustering(options.phase, steps=steps, steps_per_epoch=per_epoch, **changes) if options.preset == "clustering"
             else models.create(options.model, **changes))
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(learned, foreach=options.foreach)
    order = torch.randperm(len(data))
    wall, processor = [], []
    for step in range(steps):
        started, used = time.perf_counter(), time.process_time()
        first = step % per_epoch * options.batch
        batch = data[order[first:first + options.batch]].float().div_(255)
        optimizer.zero_grad(set_to_none=True)
        terms, _ = model.terms(*model.views(batch))
        objective = model.objective(terms)
        objective.backward()
        optimizer.param_groups[0]["lr"] = model.rate()
        optimizer.step()
        model.follow()
        objective.item()
        if step >= options.warm_up:
            wall.append(1e3 * (time.perf_counter() - started))
            processor.append(1e3 * (time.process_time() - used))

    print(f"pytorch {torch.__version__} {options.model} {options.preset} batch {options.batch} threads {options.threads}: "
          f"median {statistics.median(wall):.2f} ms, best {min(wall):.2f} ms, "
          f"processor median {statistics.median(processor):.2f} ms, resident {resident_megabytes():.0f} MB")
    if options.raw:
        with open(options.raw, "a") as file:
            file.writelines(f"{w:.4f} {p:.4f}\n" for w, p in zip(wall, processor))


main()
