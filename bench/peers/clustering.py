"""A step of the clustering preset's main phase on MNIST's shape in eager PyTorch, as one would write it there.

The same work as the library's step, not the same numbers (agree.py does not cover it): clean and strong view as one batch
through a convolutional trunk with batch norm, candidates, mixture prior for both views, decoder for the clean one, a moving
teacher on the clean and a weak view, and random affine and elastic views by grid_sample.
"""
import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

import model as models


class Views(nn.Module):
    """Random changes of images, each its own: rotation, scale, shear, shift, and a grid of elastic displacements."""

    def __init__(self, affine, elastic, grid=5, side=28):
        super().__init__()
        self.affine, self.elastic, self.grid, self.side = affine, elastic, grid, side

    def forward(self, rows):
        n = len(rows)
        angle = torch.empty(n).uniform_(-1, 1) * (self.affine * math.radians(10))
        scale = 1 + self.affine * torch.empty(n, 2).uniform_(-0.1, 0.1)
        shear = self.affine * torch.empty(n).uniform_(-0.2, 0.2)
        shift = self.affine * torch.empty(n, 2).uniform_(-2, 2) * (2 / self.side)
        cosine, sine = angle.cos() * scale[:, 0], angle.sin() * scale[:, 1]
        theta = torch.stack([
            torch.stack([cosine, shear - sine, shift[:, 0]], -1), torch.stack([sine, cosine, shift[:, 1]], -1)], 1)
        where = F.affine_grid(theta, [n, 1, self.side, self.side], align_corners=False)
        moves = torch.randn(n, 2, self.grid, self.grid) * (self.elastic * 2 / self.side)
        moves = F.interpolate(moves, size=(self.side, self.side), mode="bicubic", align_corners=True)
        images = rows.view(n, 1, self.side, self.side)
        return F.grid_sample(images, where + moves.permute(0, 2, 3, 1), align_corners=False).view(n, -1)


class Trunk(nn.Module):
    """Convolutions 16x5/2 and 32x5/2, then 256, each with batch norm; and the candidates' head."""

    def __init__(self, candidates):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 16, 5, 2, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 5, 2, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Flatten(), nn.Linear(512, 256, bias=False), nn.BatchNorm1d(256), nn.ReLU())
        self.head = nn.Linear(256, candidates)

    def forward(self, rows):
        return self.layers(rows.view(-1, 1, 28, 28))


class Clustering(models.GaussianMixtureVae):
    PER_CLUSTER, TEMPERATURE, BALANCE, ENTROPY, CLEAN, AGREEMENT, WEIGHT = 5, 0.5, 2, 0.2, 0.5, 50, 100

    def __init__(self):
        super().__init__(hidden=(500, 500), latent=32, batch_norm=True, prior_hidden=64)
        self.encoder = Trunk(self.PER_CLUSTER * self.clusters)
        for name, size in (("code_mean", 32), ("code_logvariance", 32), ("style_mean", 2), ("style_logvariance", 2)):
            setattr(self, name, nn.Linear(256, size))
        self.strong, self.weak = Views(1, 1.5), Views(0.5, 0.75)
        self.teacher = copy.deepcopy(self.encoder).eval().requires_grad_(False)
        self.step = 0

    def assign(self, encoder, trunk):
        shares = encoder.head(trunk).softmax(-1).view(-1, self.clusters, self.PER_CLUSTER).sum(-1)
        return shares.clamp(min=1e-30).log()

    def target(self, clean):
        with torch.no_grad():
            both = torch.cat([clean, self.weak(clean)])
            clean_q, weak_q = self.assign(self.teacher, self.teacher(both)).exp().chunk(2)
            return ((0.5 * (clean_q + weak_q)).log() / self.TEMPERATURE).log_softmax(-1)

    def objective_of(self, clean):
        target = self.target(clean)
        trunk = self.encoder(torch.cat([clean, self.strong(clean)]))
        mean, log_variance = self.code_mean(trunk), self.code_logvariance(trunk).clamp(*models.POSTERIOR_BOUNDS)
        style, style_log = self.style_mean(trunk), self.style_logvariance(trunk).clamp(*models.POSTERIOR_BOUNDS)
        hidden = torch.tanh(self.prior(models.sample(style, style_log, None))) * self.prior_gain
        means = self.prior_mean(hidden).view(-1, self.clusters, self.latent)
        logs = self.prior_logvariance(hidden).view(-1, self.clusters, self.latent).clamp(*models.PRIOR_BOUNDS)
        difference = log_variance.unsqueeze(1) - logs
        distance = (mean.unsqueeze(1) - means).square() * (-logs).exp()
        kl = 0.5 * (difference.exp() - difference - 1 + distance).sum(-1)
        log_pi, n = -math.log(self.clusters), len(clean)
        log_q = self.assign(self.encoder, trunk)
        log_r, r = log_q[:n], log_q[:n].exp()
        code = models.sample(mean[:n], log_variance[:n], None)
        bound = (models.reconstruction(self.decoder_output(self.decoder(code)), clean)
                 + (r * kl[:n]).sum(-1).mean() + models.kl_from_standard(style[:n], style_log[:n]).mean()
                 + (r * (log_r - log_pi)).sum(-1).mean().clamp(min=self.threshold))

        def divergence(log):
            return (target.exp() * (target - log)).sum(-1).mean()

        agreement = sum(divergence((log_pi - part).log_softmax(-1)) for part in kl.chunk(2))
        mean_q = log_q.exp().mean(0)
        clusters = (divergence(log_q[n:]) + self.CLEAN * divergence(log_q[:n])
                    - self.ENTROPY * (log_q.exp() * log_q).sum(-1).mean()
                    + self.BALANCE * (mean_q * (mean_q.log() - log_pi)).sum())
        return bound + self.AGREEMENT * agreement + self.WEIGHT * clusters

    def follow(self):
        """The teacher's next value."""
        decay = min(0.995, 1 - 1 / (self.step / 10 + 2))
        self.step += 1
        with torch.no_grad():
            for mine, theirs in zip(self.encoder.state_dict().values(), self.teacher.state_dict().values()):
                if mine.is_floating_point():
                    theirs.lerp_(mine, 1 - decay)
