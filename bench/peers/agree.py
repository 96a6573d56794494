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
    for name, tensor, transposed in known:
        if isinstance(tensor, torch.nn.Parameter):
            found[f"output.gradient.{name}"] = tensor.grad.T.clone() if transposed else tensor.grad.clone()
    found.update(update(known, tensors, float(notes["step"]), dtype))
    return found


def update(known, tensors, step, dtype):
    """What is replaced at the end of the step. Adam starts from the library's gradients: its first steps turn a gradient that
    is zero but for rounding into a whole step, so it would tell of the gradients' rounding, not of Adam."""
    def given(name, transposed):
        value = tensors[name].to(dtype)
        return value.T.clone() if transposed else value.clone()

    parameters = [entry for entry in known if isinstance(entry[1], torch.nn.Parameter)]
    optimizer = torch.optim.Adam([tensor for _, tensor, _ in parameters], lr=1e-3)
    for name, tensor, transposed in parameters:
        tensor.grad = given(f"output.gradient.{name}", transposed)
        optimizer.state[tensor] = {
            "step": torch.tensor(step),
            "exp_avg": given(f"before.{name}.first", transposed),
            "exp_avg_sq": given(f"before.{name}.second", transposed)}
    optimizer.step()
    after = {}
    for name, tensor, transposed in known:
        after[f"after.{name}"] = tensor.detach().T if transposed else tensor.detach()
        if tensor in optimizer.state:
            moments = optimizer.state[tensor]
            after[f"after.{name}.first"] = moments["exp_avg"].T if transposed else moments["exp_avg"]
            after[f"after.{name}.second"] = moments["exp_avg_sq"].T if transposed else moments["exp_avg_sq"]
    return after


def error(value, reference):
    return ((value.double() - reference).abs().max() / reference.abs().max().clamp(min=1e-30)).item()


def main():
    notes, tensors = read(sys.argv[1])
    reference, single = repeat(notes, tensors, torch.float64), repeat(notes, tensors, torch.float32)
    gradients = {name for name in tensors if name.startswith("output.gradient.")}
    assert gradients == {name for name in reference if name.startswith("output.gradient.")}, "other parameters"
    assert {name for name in tensors if name.startswith("after.")} <= set(reference), "a result is not compared"
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
