"""The phases of the library's clustering preset for MNIST in eager PyTorch, as one would write them there.

The arithmetic is that of docs/clustering.md; agree.py checks that the library computes the same, and step.py times it.
"""
import copy
import math
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

import model as models

SIDE = 28


class Phase(NamedTuple):
    """The constants of a phase: its strong view, and the weights of C and of C's parts."""
    elastic: float
    grid: int
    balance: float
    clean: float = 0
    weight: float = 1


PHASES = {
    "candidates": Phase(elastic=2, grid=7, balance=1),
    "start": Phase(elastic=2, grid=7, balance=2),
    "main": Phase(elastic=1.5, grid=5, balance=2, clean=0.5, weight=100),
}


def change(rows, affine, elastic, grid):
    """Images turned, scaled, sheared and shifted, each its own way, and warped by displacements on a grid, in pixels."""
    n = len(rows)
    angle, size, shear, right, down = torch.empty(5, n).uniform_(-affine, affine)
    angle, size, shear = angle * math.radians(10), 1 + 0.1 * size, 0.2 * shear
    cosine, sine = angle.cos() / size, angle.sin() / size
    pixel = 2 / SIDE
    theta = torch.stack([cosine, cosine * shear - sine, -2 * pixel * right,
                         sine, sine * shear + cosine, -2 * pixel * down], -1).view(n, 2, 3)
    where = F.affine_grid(theta, [n, 1, SIDE, SIDE], align_corners=False)
    moves = torch.randn(n, 2, grid, grid) * (elastic * pixel)
    moves = F.interpolate(moves, size=(SIDE, SIDE), mode="bilinear", align_corners=True)
    images = rows.view(n, 1, SIDE, SIDE)
    return F.grid_sample(images, where + moves.permute(0, 2, 3, 1), align_corners=False).view(n, -1)


def trunk(batch_norm):
    """Convolutions 16x5/2 and 32x5/2, then 256."""
    def norm(kind, width):
        return [kind(width, eps=1e-5, momentum=0.1)] if batch_norm else []

    return nn.Sequential(
        nn.Unflatten(1, (1, SIDE, SIDE)),
        nn.Conv2d(1, 16, 5, 2, bias=not batch_norm), *norm(nn.BatchNorm2d, 16), nn.ReLU(),
        nn.Conv2d(16, 32, 5, 2, bias=not batch_norm), *norm(nn.BatchNorm2d, 32), nn.ReLU(),
        nn.Flatten(), nn.Linear(512, 256, bias=not batch_norm), *norm(nn.BatchNorm1d, 256), nn.ReLU())


class Clustering(models.GaussianMixtureVae):
    PER_CLUSTER, TEMPERATURE, DECAY, ENTROPY, AGREEMENT = 10, 0.5, 0.995, 0.2, 50

    def __init__(self, phase="main", latent=32, batch_norm=True, threshold=1.5, steps=2340, steps_per_epoch=234):
        super().__init__(hidden=(500, 500), latent=latent, prior_hidden=64, threshold=threshold)
        self.is_main, self.finds_candidates, self.phase = phase == "main", phase == "candidates", PHASES[phase]
        self.steps, self.steps_per_epoch = steps, steps_per_epoch
        self.encoder = trunk(batch_norm)
        for name in ("code_mean", "code_logvariance", "style_mean", "style_logvariance"):
            setattr(self, name, nn.Linear(256, getattr(self, name).out_features))
        candidates = self.PER_CLUSTER * self.clusters
        self.cluster = nn.Linear(256, candidates)
        self.register_buffer("members", torch.eye(self.clusters).repeat_interleave(self.PER_CLUSTER, 0))
        self.register_buffer("shares", torch.full((self.clusters,), 1 / self.clusters))
        if self.is_main:
            self.teacher = copy.deepcopy(self.followed()).eval().requires_grad_(False)
        else:
            self.requires_grad_(False)
            self.followed().requires_grad_(True)

    def followed(self):
        return nn.ModuleDict({"encoder": self.encoder, "cluster": self.cluster})

    def rate(self):
        return 2e-3 * 0.5 * (1 + math.cos(math.pi * self.step / self.steps))

    def prior_weight(self):
        return min(1, self.step / self.steps_per_epoch) if self.is_main else 0

    def decay(self):
        return min(self.DECAY, 1 - 1 / (self.step / 10 + 2))

    def views(self, clean):
        if not self.is_main:
            return clean, change(clean, 1, self.phase.elastic, self.phase.grid)
        first = max(0, 1 - self.step / self.steps_per_epoch)
        strong = change(clean, 1, self.phase.elastic + (2 - self.phase.elastic) * first, self.phase.grid)
        return clean, strong, change(clean, 0.5, 0.75, 5)

    def terms(self, clean, strong, weak=None, code_noise=None, style_noise=None):
        n = len(clean)
        trunk = self.encoder(torch.cat([clean, strong]))
        log_q = self.assign(self.cluster(trunk))
        log_pi = -math.log(log_q.shape[1]) if self.finds_candidates else self.shares.log()
        if not self.is_main:
            return self.cluster_terms(log_q[:n].detach(), log_q, log_pi), (log_q[:n], log_pi)
        target = self.target(clean, weak)
        mean, log_variance = self.code(trunk)
        style, style_log = self.style(trunk)
        kl = models.divergences(mean, log_variance, *self.components(models.sample(style, style_log, style_noise)))
        code = models.sample(mean[:n], log_variance[:n], code_noise)
        return {
            **self.bound(clean, code, log_q[:n], log_pi, kl[:n], style[:n], style_log[:n]),
            **self.cluster_terms(target, log_q, log_pi),
            "headAgreement": sum(divergence(target, (log_pi - part).log_softmax(-1)) for part in kl.chunk(2)),
        }, (log_q[:n], log_pi)

    def assign(self, logits):
        """ln q, of the candidates where they are sought."""
        if self.finds_candidates:
            return logits.log_softmax(-1)
        return (logits.softmax(-1) @ self.members).clamp(min=1e-30).log()

    def target(self, clean, weak):
        with torch.no_grad():
            logits = self.teacher["cluster"](self.teacher["encoder"](torch.cat([clean, weak])))
            of_clean, of_weak = self.assign(logits).exp().chunk(2)
            return ((0.5 * (of_clean + of_weak)).log() / self.TEMPERATURE).log_softmax(-1)

    def cluster_terms(self, target, log_q, log_pi):
        of_clean, of_strong = log_q.chunk(2)
        consistency = divergence(target, of_strong)
        if self.phase.clean:
            consistency = consistency + self.phase.clean * divergence(target, of_clean)
        entropy = -(log_q.exp() * log_q).sum(-1).mean()
        balance = models.batch_mean_kl(log_q, log_pi)
        return {
            "consistency": consistency,
            "assignmentEntropy": entropy,
            "balance": balance,
            "clusterObjective": consistency + self.ENTROPY * entropy + self.phase.balance * balance,
        }

    def objective(self, terms):
        clusters = terms["clusterObjective"]
        if not self.is_main:
            return clusters
        priors = self.priors(terms) + self.AGREEMENT * terms["headAgreement"]
        return terms["reconstruction"] + self.prior_weight() * priors + self.phase.weight * clusters

    def follow(self):
        """The teacher's next value."""
        if self.is_main:
            with torch.no_grad():
                for mine, theirs in zip(self.followed().state_dict().values(), self.teacher.state_dict().values()):
                    if mine.is_floating_point():
                        theirs.lerp_(mine, 1 - self.decay())
        super().follow()


def divergence(target, log_q):
    """The batch mean of KL(t || q)."""
    return (target.exp() * (target - log_q)).sum(-1).mean()
