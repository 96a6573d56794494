"""Repeats in PyTorch a step that the library wrote, and compares: python3 agree.py FILE.

The reference is the same computation in double precision, from the same numbers. The library agrees if each of its errors is
within TOLERANCE, or within FACTOR times the error that PyTorch itself makes in single precision, which is printed beside.
"""
import json
import struct
import sys

import numpy
import torch

import model as models

# An error is the largest difference of a tensor over its largest absolute value; for a term, the relative error.
TOLERANCE = 2e-5
FACTOR = 4

NAMES = {"code_mean": "code.mean", "code_logvariance": "code.logvariance", "style_mean": "style.mean",
         "style_logvariance": "style.logvariance", "prior": "prior.0", "prior_mean": "prior.mean",
         "prior_logvariance": "prior.logvariance", "decoder_output": "decoder.output"}
PARTS = {"Linear": {"weight": "weight", "bias": "bias"},
         "BatchNorm1d": {"weight": "norm.scale", "bias": "norm.shift",
                         "running_mean": "norm.mean", "running_var": "norm.variance"}}


def read(path):
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        header, body = json.loads(file.read(length)), file.read()
    notes = header.pop("__metadata__")
    return notes, {name: torch.from_numpy(numpy.frombuffer(
        body, numpy.float32, (entry["data_offsets"][1] - entry["data_offsets"][0]) // 4,
        entry["data_offsets"][0]).reshape(entry["shape"]).copy()) for name, entry in header.items()}


def pairs(model):
    """(the library's name, the PyTorch tensor, whether it is stored transposed)"""
    for path, module in model.named_modules():
        parts = PARTS.get(type(module).__name__, {})
        if not parts:
            continue
        stack, _, index = path.partition(".")
        if index:
            before = list(getattr(model, stack))[:int(index) + 1]
            path = f"{stack}.{sum(type(layer).__name__ == 'Linear' for layer in before) - 1}"
        for own, theirs in parts.items():
            tensor = getattr(module, own)
            if tensor is not None:
                yield f"{NAMES.get(path, path)}.{theirs}", tensor, tensor.dim() == 2


def repeat(notes, tensors, dtype):
    options = {"threshold": float(notes["threshold"])} if notes["model"] == "gmm-vae" else {}
    model = models.create(notes["model"], batch_norm=notes["batchNorm"] == "1", **options).to(dtype)
    known = list(pairs(model))
    with torch.no_grad():
        for name, tensor, transposed in known:
            value = tensors[f"before.{name}"].to(dtype)
            tensor.copy_(value.T if transposed else value)

    noise = [tensors[f"input.{name}"].to(dtype) if f"input.{name}" in tensors else None
             for name in ("code noise", "style noise")]
    terms = model.terms(tensors["input.data"].to(dtype), *noise)
    objective = model.objective(terms)
    objective.backward()

    found = {f"output.{name}": value.detach() for name, value in terms.items()}
    found["output.objective"] = objective.detach()
    found["output.total"] = sum(terms.values()).detach()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for name, tensor, transposed in known:
        if not isinstance(tensor, torch.nn.Parameter):
            continue
        gradient = tensor.grad.T if transposed else tensor.grad
        found[f"output.gradient.{name}"] = gradient.clone()
        moments = [tensors[f"before.{name}.{which}"].to(dtype) for which in ("first", "second")]
        optimizer.state[tensor] = {
            "step": torch.tensor(float(notes["step"])),
            "exp_avg": moments[0].T.clone() if transposed else moments[0],
            "exp_avg_sq": moments[1].T.clone() if transposed else moments[1]}
    optimizer.step()
    for name, tensor, transposed in known:
        value = tensor.detach()
        found[f"after.{name}"] = value.T if transposed else value
    return found


def error(value, reference):
    return ((value.double() - reference).abs().max() / reference.abs().max().clamp(min=1e-30)).item()


def main():
    notes, tensors = read(sys.argv[1])
    reference, single = repeat(notes, tensors, torch.float64), repeat(notes, tensors, torch.float32)
    gradients = {name for name in tensors if name.startswith("output.gradient.")}
    assert gradients == {name for name in reference if name.startswith("output.gradient.")}, "other parameters"
    print(f"{notes}\n{'':48}{'value':>14}{'library':>10}{'PyTorch':>10}   (error against double precision)")
    worst, far = 0.0, 0
    for name, expected in reference.items():
        ours, theirs = error(tensors[name], expected), error(single[name], expected)
        is_far = not ours <= max(TOLERANCE, FACTOR * theirs)
        worst, far = max(worst, ours), far + is_far
        print(f"{name:48}{expected.abs().max().item():14.6g}{ours:10.1e}{theirs:10.1e}{'   TOO FAR' if is_far else ''}")
    print(f"{len(reference)} tensors, largest error {worst:.1e}: {'DISAGREE' if far else 'agree'}")
    return 1 if far else 0


sys.exit(main())
