"""Codes of autoencoders as PyTorch's modules; what terms of a loss look at stands in `aux` after a call."""

import torch
from torch import nn
from torch.nn import functional


def dense(layer, parameter, name):
    weight = torch.from_numpy(parameter(f"{name}.weight"))
    module = nn.Linear(*weight.shape)
    with torch.no_grad():
        module.weight.copy_(weight.t())
        module.bias.copy_(torch.from_numpy(parameter(f"{name}.bias")))
    return module


class Gaussian(nn.Module):
    """A sample in training, the mean at evaluation; both parts of the projection in one product."""

    def __init__(self, layer, parameter, name):
        super().__init__()
        self.inner = dense(layer, parameter, name)
        self.aux = {}

    def forward(self, x):
        mean, log_variance = self.inner(x).chunk(2, -1)
        self.aux = {"mean": mean, "logVariance": log_variance}
        if not self.training:
            return mean
        return torch.addcmul(mean, torch.exp(log_variance * 0.5), torch.randn_like(mean))


class VectorQuantiser(nn.Module):
    """
    Straight through; the codebook is a moving average, and codes that are hardly used restart at random rows. Nearest
    codes by one product, sums over the rows of a code by another: faster than cdist, embedding and index_add.
    """

    JITTER = 0.01
    LEAST = 1e-6

    def __init__(self, layer, *_):
        super().__init__()
        self.size = layer["codes"]
        self.decay, self.restart = layer.get("decay", 0.99), layer.get("restart", 0.05)
        self.count = self.codes = self.sum = None
        self.aux = {}
        self.begun = False

    @torch.no_grad()
    def nearest(self, x):
        return torch.addmm((self.codes * self.codes).sum(1), x, self.codes.t(), alpha=-2).argmin(1)

    @torch.no_grad()
    def learn(self, x, index):
        chosen = functional.one_hot(index, self.size).to(x.dtype)
        self.count.mul_(self.decay).add_(chosen.sum(0), alpha=1 - self.decay)
        self.sum.mul_(self.decay).addmm_(chosen.t(), x, alpha=1 - self.decay)
        share = self.count.mean()
        dead = self.count < share * self.restart if self.begun else torch.ones(self.size, dtype=torch.bool)
        self.begun = True
        used = self.count[:, None]
        self.codes = torch.where(used > self.LEAST, self.sum / used.clamp(min=self.LEAST), self.codes)
        if bool(dead.any()):
            at = dead.nonzero()[:, 0]
            places = torch.randint(len(x), (len(at),))
            jitter = torch.randn(len(at), x.shape[1]) * (x.square().mean().sqrt() * self.JITTER)
            self.codes[at] = x[places] + jitter
            self.sum[at] = self.codes[at] * share
            self.count[at] = share

    def forward(self, rows):
        x = rows.detach().reshape(-1, rows.shape[-1])
        if self.codes is None:
            self.count, self.codes = torch.zeros(self.size), torch.zeros(self.size, x.shape[1])
            self.sum = torch.zeros_like(self.codes)
        index = self.nearest(x)
        found = self.codes[index].reshape(rows.shape)
        self.aux = {"unquantised": rows, "quantised": found}
        if self.training:
            self.learn(x, index)
        return rows + (found - rows.detach())


class Kept(nn.Module):
    """A dense layer, the k greatest of its outputs with their places, and relu of those: all that a dictionary needs."""

    def __init__(self, layer, parameter, name):
        super().__init__()
        self.inner, self.k = dense(layer, parameter, name), layer["k"]

    def forward(self, x):
        values, places = self.inner(x).topk(self.k, -1, sorted=False)
        return functional.relu(values), places


class Entries(nn.Module):
    """A dense layer on such a code: the sum of so many of its rows."""

    def __init__(self, _, parameter, name):
        super().__init__()
        self.weight = nn.Parameter(torch.from_numpy(parameter(f"{name}.weight")).clone())
        self.bias = nn.Parameter(torch.from_numpy(parameter(f"{name}.bias")).clone())

    def forward(self, code):
        values, places = code
        return functional.embedding_bag(places, self.weight, per_sample_weights=values, mode="sum") + self.bias


def sparse(job):
    """The layers of a dictionary whose code is never written out; nothing for another job."""
    names = [[layer["layer"] for layer in layers] for layers in (job.encoder, job.decoder)]
    if names != [["dense", "topK", "relu"], ["dense"]]:
        return None
    return {
        "encoder": [{**job.encoder[0], **job.encoder[1], "layer": "kept"}],
        "decoder": [{**job.decoder[0], "layer": "entries"}],
    }


CODES = {"dense": dense, "gaussian": Gaussian, "vectorQuantiser": VectorQuantiser, "kept": Kept, "entries": Entries}
