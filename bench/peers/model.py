"""The library's GMM-VAE, VAE and autoencoder in eager PyTorch, as one would write them there.

The arithmetic follows src/GmmVae.Domain (Training/ForwardPass.cs, Networks/, Losses/); agree.py checks that it does.
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


class AutoEncoder(nn.Module):
    def __init__(self, features=784, hidden=(500, 500), latent=128, batch_norm=True):
        super().__init__()
        self.encoder = hidden_layers((features, *hidden), batch_norm)
        self.code_mean = nn.Linear(hidden[-1], latent)
        self.decoder = hidden_layers((latent, *reversed(hidden)), False)
        self.decoder_output = nn.Linear(hidden[0], features)

    def terms(self, data, *noise):
        logits = self.decoder_output(self.decoder(self.code_mean(self.encoder(data))))
        return {"reconstruction": reconstruction(logits, data)}

    def objective(self, terms):
        return sum(terms.values())


class VariationalAutoEncoder(AutoEncoder):
    def __init__(self, features=784, hidden=(500, 500), latent=128, batch_norm=True):
        super().__init__(features, hidden, latent, batch_norm)
        self.code_logvariance = nn.Linear(hidden[-1], latent)

    def terms(self, data, code_noise=None, style_noise=None):
        trunk = self.encoder(data)
        mean, log_variance = self.code_mean(trunk), self.code_logvariance(trunk).clamp(*POSTERIOR_BOUNDS)
        logits = self.decoder_output(self.decoder(sample(mean, log_variance, code_noise)))
        return {
            "reconstruction": reconstruction(logits, data),
            "latentPrior": kl_from_standard(mean, log_variance).mean(),
        }


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
        mean, log_variance = self.code_mean(trunk), self.code_logvariance(trunk).clamp(*POSTERIOR_BOUNDS)
        style, style_log = self.style_mean(trunk), self.style_logvariance(trunk).clamp(*POSTERIOR_BOUNDS)
        code = sample(mean, log_variance, code_noise)
        hidden = torch.tanh(self.prior(sample(style, style_log, style_noise))) * self.prior_gain
        means = self.prior_mean(hidden).view(-1, self.clusters, self.latent)
        logs = self.prior_logvariance(hidden).view(-1, self.clusters, self.latent).clamp(*PRIOR_BOUNDS)

        precision = (-logs).exp()
        log_pi = -math.log(self.clusters)
        log_density = -0.5 * ((code.unsqueeze(1) - means).square() * precision + logs + LOG_TWO_PI).sum(-1)
        log_r = (log_density + log_pi).log_softmax(-1)
        r = log_r.exp()
        difference = log_variance.unsqueeze(1) - logs
        distance = (mean.unsqueeze(1) - means).square() * precision
        kl = 0.5 * (difference.exp() - difference - 1 + distance).sum(-1)
        return {
            "reconstruction": reconstruction(self.decoder_output(self.decoder(code)), data),
            "conditionalPrior": (r * kl).sum(-1).mean(),
            "stylePrior": kl_from_standard(style, style_log).mean(),
            "clusterPrior": (r * (log_r - log_pi)).sum(-1).mean(),
        }

    def objective(self, terms):
        return (terms["reconstruction"] + terms["conditionalPrior"] + terms["stylePrior"]
                + terms["clusterPrior"].clamp(min=self.threshold))


def create(model, **options):
    return {"gmm-vae": GaussianMixtureVae, "vae": VariationalAutoEncoder, "autoencoder": AutoEncoder}[model](**options)
