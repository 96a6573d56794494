"""The library's GMM-VAE, VAE and autoencoder in eager PyTorch, as one would write them there.

The arithmetic is that of docs/concepts.md; agree.py checks that the library computes the same, and step.py times it.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

POSTERIOR_BOUNDS = (-10.0, 8.0)
PRIOR_BOUNDS = (-8.0, 8.0)
LOG_TWO_PI = math.log(2 * math.pi)


def hidden_layers(widths, batch_norm):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers.append(nn.Linear(inputs, outputs, bias=not batch_norm))
        if batch_norm:
            layers.append(nn.BatchNorm1d(outputs, eps=1e-5, momentum=0.1))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def sample(mean, log_variance, noise):
    noise = torch.randn_like(mean) if noise is None else noise
    return mean + (0.5 * log_variance).exp() * noise


def reconstruction(logits, data):
    return F.binary_cross_entropy_with_logits(logits, data, reduction="none").sum(-1).mean()


def kl_from_standard(mean, log_variance):
    return 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum(-1)


def divergences(mean, log_variance, means, logs, precision):
    """KL of q(x|y) to each component, [rows, clusters]."""
    difference = log_variance.unsqueeze(1) - logs
    distance = (mean.unsqueeze(1) - means).square() * precision
    return 0.5 * (difference.exp() - difference - 1 + distance).sum(-1)


def batch_mean_kl(log_r, log_pi):
    mean = log_r.exp().mean(0)
    return (mean * (mean.clamp(min=1e-30).log() - log_pi)).sum()


class AutoEncoder(nn.Module):
    """A model has steps: views of a batch, terms of the views, an objective of the terms, and what follows the optimizer."""

    def __init__(self, features=784, hidden=(500, 500), latent=128, batch_norm=True):
        super().__init__()
        self.encoder = hidden_layers((features, *hidden), batch_norm)
        self.code_mean = nn.Linear(hidden[-1], latent)
        self.decoder = hidden_layers((latent, *reversed(hidden)), False)
        self.decoder_output = nn.Linear(hidden[0], features)
        self.step = 0

    def rate(self):
        return 1e-3

    def prior_weight(self):
        return 1

    def views(self, data):
        return (data,)

    def terms(self, data, *noise):
        """The batch means of the loss terms; where there are clusters, ln r of the rows and ln pi besides."""
        return {"reconstruction": reconstruction(self.decode(self.code_mean(self.encoder(data))), data)}, None

    def objective(self, terms):
        return sum(terms.values())

    def follow(self):
        self.step += 1

    def codes_of(self, data):
        return self.code_mean(self.encoder(data))

    def decode(self, code):
        return self.decoder_output(self.decoder(code))


class VariationalAutoEncoder(AutoEncoder):
    def __init__(self, features=784, hidden=(500, 500), latent=128, batch_norm=True):
        super().__init__(features, hidden, latent, batch_norm)
        self.code_logvariance = nn.Linear(hidden[-1], latent)

    def terms(self, data, code_noise=None, style_noise=None):
        mean, log_variance = self.code(self.encoder(data))
        return {
            "reconstruction": reconstruction(self.decode(sample(mean, log_variance, code_noise)), data),
            "latentPrior": kl_from_standard(mean, log_variance).mean(),
        }, None

    def code(self, trunk):
        return self.code_mean(trunk), self.code_logvariance(trunk).clamp(*POSTERIOR_BOUNDS)


class GaussianMixtureVae(VariationalAutoEncoder):
    def __init__(self, features=784, hidden=(500, 500), latent=128, batch_norm=True,
                 style=2, clusters=10, prior_hidden=500, threshold=1.5):
        super().__init__(features, hidden, latent, batch_norm)
        self.clusters, self.latent, self.threshold = clusters, latent, threshold
        self.style_mean = nn.Linear(hidden[-1], style)
        self.style_logvariance = nn.Linear(hidden[-1], style)
        self.prior_gain = min(1, 64 / prior_hidden)
        self.prior = nn.Linear(style, prior_hidden)
        self.prior_mean = nn.Linear(prior_hidden, clusters * latent)
        self.prior_logvariance = nn.Linear(prior_hidden, clusters * latent)

    def terms(self, data, code_noise=None, style_noise=None):
        trunk = self.encoder(data)
        mean, log_variance = self.code(trunk)
        style, style_log = self.style(trunk)
        code = sample(mean, log_variance, code_noise)
        means, logs, precision = self.components(sample(style, style_log, style_noise))
        log_pi = -math.log(self.clusters)
        log_density = -0.5 * ((code.unsqueeze(1) - means).square() * precision + logs + LOG_TWO_PI).sum(-1)
        log_r = (log_density + log_pi).log_softmax(-1)
        kl = divergences(mean, log_variance, means, logs, precision)
        return self.bound(data, code, log_r, log_pi, kl, style, style_log), (log_r, log_pi)

    def clusters_of(self, data):
        """The most probable cluster of each row, by Bayes' rule at the means of code and style."""
        trunk = self.encoder(data)
        means, logs, precision = self.components(self.style_mean(trunk))
        return ((self.code_mean(trunk).unsqueeze(1) - means).square() * precision + logs).sum(-1).argmin(-1)

    def style(self, trunk):
        return self.style_mean(trunk), self.style_logvariance(trunk).clamp(*POSTERIOR_BOUNDS)

    def components(self, style):
        """Means, log-variances and precisions, [rows, clusters, latent] each."""
        hidden = torch.tanh(self.prior(style))
        hidden = hidden if self.prior_gain == 1 else hidden * self.prior_gain
        means = self.prior_mean(hidden).view(-1, self.clusters, self.latent)
        logs = self.prior_logvariance(hidden).view(-1, self.clusters, self.latent).clamp(*PRIOR_BOUNDS)
        return means, logs, (-logs).exp()

    def bound(self, data, code, log_r, log_pi, kl, style, style_log):
        r = log_r.exp()
        return {
            "reconstruction": reconstruction(self.decode(code), data),
            "conditionalPrior": (r * kl).sum(-1).mean(),
            "stylePrior": kl_from_standard(style, style_log).mean(),
            "clusterPrior": (r * (log_r - log_pi)).sum(-1).mean(),
        }

    def objective(self, terms):
        return terms["reconstruction"] + self.priors(terms)

    def priors(self, terms):
        return terms["conditionalPrior"] + terms["stylePrior"] + terms["clusterPrior"].clamp(min=self.threshold)


def create(model, **options):
    return {"gmm-vae": GaussianMixtureVae, "vae": VariationalAutoEncoder, "autoencoder": AutoEncoder}[model](**options)
