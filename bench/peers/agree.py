"""Repeats in PyTorch a step that the library wrote, and compares: python3 agree.py FILE.

The reference is the same computation in double precision, from the same numbers. The library agrees if each of its errors is
within TOLERANCE, or within FACTOR times the error that PyTorch itself makes in single precision, which is printed beside; its
oracle if each is within ORACLE_TOLERANCE, since nothing but the scalars is rounded.
"""
import json
import struct
import sys
from typing import NamedTuple

import numpy
import torch
from torch import nn

import clustering
import model as models

# An error is the largest difference of a tensor over its largest absolute value; for a term, the relative error.
TOLERANCE = 2e-5
FACTOR = 4
ORACLE_TOLERANCE = 1e-6

NAMES = {"code_mean": "code.mean", "code_logvariance": "code.logvariance", "style_mean": "style.mean",
         "style_logvariance": "style.logvariance", "prior": "prior.0", "prior_mean": "prior.mean",
         "prior_logvariance": "prior.logvariance", "decoder_output": "decoder.output",
         "members": "groups.members", "shares": "groups.shares"}
TEACHER = "teacher."
WEIGHTED = (nn.Linear, nn.Conv2d)
WEIGHTED_PARTS = {"weight": "weight", "bias": "bias"}
NORM_PARTS = {"weight": "norm.scale", "bias": "norm.shift", "running_mean": "norm.mean", "running_var": "norm.variance"}
BOUND = ("reconstruction", "latentPrior", "conditionalPrior", "stylePrior", "clusterPrior")


class Kept(NamedTuple):
    """A tensor that a training keeps. The library has weights as [inputs, outputs]; a convolution's inputs are the rows, columns
    and channels of its kernel, and a layer behind convolutions reads pixels of so many channels."""
    name: str
    tensor: torch.Tensor
    is_weight: bool = False
    channels: int = 1

    def to_torch(self, value):
        value = value.to(self.tensor.dtype)
        if not self.is_weight:
            return value.clone()
        if self.tensor.dim() == 4:
            outputs, inputs, height, width = self.tensor.shape
            return value.reshape(height, width, inputs, outputs).permute(3, 2, 0, 1).clone()
        return value.reshape(-1, self.channels, value.shape[1]).transpose(0, 1).reshape(value.shape).T.clone()

    def to_library(self, value):
        value = value.detach()
        if not self.is_weight:
            return value.clone()
        if value.dim() == 4:
            return value.permute(2, 3, 1, 0).reshape(-1, len(value)).clone()
        return value.T.reshape(self.channels, -1, len(value)).transpose(0, 1).reshape(value.T.shape).clone()


def read(path):
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        header, body = json.loads(file.read(length)), file.read()
    notes = header.pop("__metadata__")
    return notes, {name: torch.from_numpy(numpy.frombuffer(
        body[slice(*entry["data_offsets"])], {"F32": numpy.float32, "F64": numpy.float64}[entry["dtype"]]
    ).reshape(entry["shape"]).copy()) for name, entry in header.items()}


def all_kept(model):
    for path, module in model.named_modules():
        is_norm = isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d))
        if not is_norm and not isinstance(module, WEIGHTED):
            continue
        prefix, path = (TEACHER, path[len(TEACHER):]) if path.startswith(TEACHER) else ("", path)
        stack, _, index = path.rpartition(".")
        channels = 1
        if stack:
            before = list(model.get_submodule(prefix + stack))[:int(index) + 1]
            weighted = [layer for layer in before if isinstance(layer, WEIGHTED)]
            path = f"{stack}.{len(weighted) - 1}"
            if isinstance(before[-2:][0], nn.Flatten):
                channels = weighted[-2].out_channels
        for own, theirs in (NORM_PARTS if is_norm else WEIGHTED_PARTS).items():
            tensor = getattr(module, own)
            if tensor is not None:
                yield Kept(f"{prefix}{NAMES.get(path, path)}.{theirs}", tensor, own == "weight" and not is_norm, channels)
    for name, tensor in model.named_buffers(recurse=False):
        yield Kept(NAMES[name], tensor)


def create(notes, tensors):
    options = {"batch_norm": notes["batchNorm"] == "1"}
    if "before.code.mean.bias" in tensors:
        options["latent"] = len(tensors["before.code.mean.bias"])
    if notes["model"] == "gmm-vae":
        options["threshold"] = float(notes["threshold"])
    model = (clustering.Clustering(
                notes["phase"], steps=int(notes["steps"]), steps_per_epoch=int(notes["stepsPerEpoch"]), **options)
             if notes["preset"] == "clustering" else models.create(notes["model"], **options))
    model.step = int(notes["step"])
    return model


def inputs(notes, tensors, dtype):
    """What the terms are made of. Where there are two views, they follow one another in rows of the library's."""
    data, weak, code, style = (tensors[f"input.{name}"].to(dtype) if f"input.{name}" in tensors else None
                               for name in ("data", "weak view", "code noise", "style noise"))
    if notes["preset"] != "clustering":
        return data, code, style
    return data[0::2], data[1::2], weak, code, None if style is None else torch.cat([style[0::2], style[1::2]])


def repeat(notes, tensors, dtype):
    model = create(notes, tensors).to(dtype)
    known = [kept for kept in all_kept(model) if f"before.{kept.name}" in tensors]
    with torch.no_grad():
        for kept in known:
            kept.tensor.copy_(kept.to_torch(tensors[f"before.{kept.name}"]))

    terms, assignments = model.terms(*inputs(notes, tensors, dtype))
    objective = model.objective(terms)
    objective.backward()

    found = {f"output.{name}": value.detach() for name, value in terms.items()}
    found["output.objective"] = objective.detach()
    if "reconstruction" in terms:
        found["output.total"] = sum(terms[name] for name in BOUND if name in terms).detach()
    if assignments:
        found["output.batchMeanKl"] = models.batch_mean_kl(*assignments).detach()
    for name, value in scalars(model).items():
        if f"input.{name}" in tensors:
            found[f"input.{name}"] = torch.tensor(value, dtype=dtype)
    for kept in known:
        if kept.tensor.grad is not None:
            found[f"output.gradient.{kept.name}"] = kept.to_library(kept.tensor.grad)
        elif kept.name.endswith((".norm.mean", ".norm.variance")) and not kept.name.startswith(TEACHER):
            found[f"output.moved {kept.name}"] = kept.to_library(kept.tensor)
    found.update(update(model, known, tensors))
    return found


def scalars(model):
    """What changes from step to step, by the library's names."""
    known = {"learning rate": model.rate(), "weight of reconstruction": 1,
             "first bias correction": 1 / (1 - 0.9 ** (model.step + 1)),
             "second bias correction": 1 / (1 - 0.999 ** (model.step + 1))}
    for term in ("latent prior", "conditional prior", "style prior", "cluster prior"):
        known[f"weight of {term}"] = model.prior_weight()
    if isinstance(model, clustering.Clustering):
        known["weight of the cluster objective"] = model.phase.weight
        known["weight of the head agreement"] = model.AGREEMENT * model.prior_weight()
        known["teacher decay"] = model.decay()
    return known


def update(model, known, tensors):
    """What is replaced at the end of the step. Adam starts from the library's gradients: its first steps turn a gradient that
    is zero but for rounding into a whole step, so it would tell of the gradients' rounding, not of Adam."""
    learned = [kept for kept in known if kept.tensor.requires_grad]
    optimizer = torch.optim.Adam([kept.tensor for kept in learned], lr=model.rate())
    for kept in learned:
        kept.tensor.grad = kept.to_torch(tensors[f"output.gradient.{kept.name}"])
        optimizer.state[kept.tensor] = {
            "step": torch.tensor(float(model.step)),
            "exp_avg": kept.to_torch(tensors[f"before.{kept.name}.first"]),
            "exp_avg_sq": kept.to_torch(tensors[f"before.{kept.name}.second"])}
    optimizer.step()
    model.follow()
    after = {f"after.{kept.name}": kept.to_library(kept.tensor) for kept in known}
    for kept in learned:
        moments = optimizer.state[kept.tensor]
        after[f"after.{kept.name}.first"] = kept.to_library(moments["exp_avg"])
        after[f"after.{kept.name}.second"] = kept.to_library(moments["exp_avg_sq"])
    return after


def error(value, reference):
    return ((value.double() - reference).abs().max() / reference.abs().max().clamp(min=1e-30)).item()


def main():
    notes, tensors = read(sys.argv[1])
    reference, single = repeat(notes, tensors, torch.float64), repeat(notes, tensors, torch.float32)
    given = {f"input.{name}" for name in ("data", "weak view", "code noise", "style noise")}
    written = {name for name in tensors if not name.startswith("before.")} - given
    assert written == set(reference), f"only one has {sorted(written ^ set(reference))}"
    print(f"{notes}\n{'':48}{'value':>14}{'library':>10}{'PyTorch':>10}   (error against double precision)")
    worst, far, is_oracle = 0.0, 0, tensors["output.objective"].dtype == torch.float64
    for name, expected in reference.items():
        ours, theirs = error(tensors[name], expected), error(single[name], expected)
        is_far = not ours <= (ORACLE_TOLERANCE if is_oracle else max(TOLERANCE, FACTOR * theirs))
        worst, far = max(worst, ours), far + is_far
        print(f"{name:48}{expected.abs().max().item():14.6g}{ours:10.1e}{theirs:10.1e}{'   TOO FAR' if is_far else ''}")
    print(f"{len(reference)} tensors, largest error {worst:.1e}: {'DISAGREE' if far else 'agree'}")
    return 1 if far else 0


sys.exit(main())
