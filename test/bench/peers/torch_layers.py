"""Layers as PyTorch's modules, with the weights that a job begins with."""

import torch
from protocol import Unsupported
from torch import nn
from torch_codes import CODES, dense


class Gru(nn.Module):
    """
    nn.GRU with one trained bias where it has two that act as their sum, which Adam would move twice as fast; a tenth
    faster along the first axis than with batch_first.
    """

    def __init__(self, layer, parameter, name):
        super().__init__()
        weight, state = (torch.from_numpy(parameter(f"{name}.{kind}.weight")).t() for kind in ("input", "state"))
        units = state.shape[1]
        own = torch.cat([torch.zeros(2 * units), torch.ones(units)])
        self.last = layer.get("returns", "last") == "last"
        self.inner = nn.GRU(weight.shape[1], units)
        with torch.no_grad():
            self.inner.weight_ih_l0.copy_(weight)
            self.inner.weight_hh_l0.copy_(state)
            self.inner.bias_ih_l0.copy_(torch.from_numpy(parameter(f"{name}.input.bias")))
            self.inner.bias_hh_l0.copy_(torch.from_numpy(parameter(f"{name}.state.bias")).repeat(3) * own)
        self.inner.bias_hh_l0.register_hook(lambda gradient: gradient * own)

    def forward(self, x):
        states, last = self.inner(x.transpose(0, 1))
        return last[0] if self.last else states.transpose(0, 1)


class RepeatVector(nn.Module):
    def __init__(self, layer, *_):
        super().__init__()
        self.times = layer["times"]

    def forward(self, x):
        return x[:, None].expand(-1, self.times, -1)


class Positions(nn.Module):
    def __init__(self, _, parameter, name):
        super().__init__()
        self.position = nn.Parameter(torch.from_numpy(parameter(f"{name}.position")).clone())

    def forward(self, x):
        return x + self.position


def layer_norm(layer, parameter, name):
    scale, shift = (torch.from_numpy(parameter(f"{name}.{kind}")) for kind in ("scale", "shift"))
    module = nn.LayerNorm(scale.shape, layer.get("epsilon", 1e-5))
    with torch.no_grad():
        module.weight.copy_(scale)
        module.bias.copy_(shift)
    return module


class SelfAttention(nn.Module):
    """As fast on a processor as attention by hand, in three tries at it."""

    def __init__(self, layer, parameter, name):
        super().__init__()
        projection, output = (dense(layer, parameter, f"{name}.{part}") for part in ("projection", "output"))
        self.inner = nn.MultiheadAttention(output.out_features, layer["heads"], batch_first=True)
        with torch.no_grad():
            self.inner.in_proj_weight.copy_(projection.weight)
            self.inner.in_proj_bias.copy_(projection.bias)
            self.inner.out_proj.weight.copy_(output.weight)
            self.inner.out_proj.bias.copy_(output.bias)

    def forward(self, x):
        return self.inner(x, x, x, need_weights=False)[0]


class Residual(nn.Module):
    def __init__(self, layer, parameter, name):
        super().__init__()
        self.body = sequential(layer["body"], parameter, f"{name}.body")

    def forward(self, x):
        return x + self.body(x)


def loaded(module, parameter, name):
    with torch.no_grad():
        for kind, own in module.named_parameters():
            own.copy_(torch.from_numpy(parameter(f"{name}.{kind}")))
    return module


def window(layer):
    """Kernel, stride and padding; only padding that PyTorch's own modules have."""
    if not isinstance(layer.get("padding"), int):
        raise Unsupported("padding " + layer.get("padding", "same"))
    return layer.get("kernel", 3), layer.get("stride", 1), layer["padding"]


def conv(layer, parameter, name):
    outputs, inputs = parameter(f"{name}.weight").shape[:2]
    return loaded(nn.Conv2d(inputs, outputs, *window(layer)), parameter, name)


class ConvTranspose(nn.Module):
    def __init__(self, layer, parameter, name):
        super().__init__()
        inputs, outputs = parameter(f"{name}.weight").shape[:2]
        self.inner = loaded(nn.ConvTranspose2d(inputs, outputs, *window(layer)), parameter, name)
        self.size = layer.get("size")

    def forward(self, x):
        return self.inner(x, self.size)


def batch_norm(layer, parameter, name):
    scale, shift = (torch.from_numpy(parameter(f"{name}.{kind}")) for kind in ("scale", "shift"))
    module = nn.BatchNorm2d(len(scale), layer.get("epsilon", 1e-5), layer.get("momentum", 0.1))
    with torch.no_grad():
        module.weight.copy_(scale)
        module.bias.copy_(shift)
    return module


MODULES = {
    **CODES,
    "dense": dense,
    "relu": lambda *_: nn.ReLU(inplace=True),
    "sigmoid": lambda *_: nn.Sigmoid(),
    "gelu": lambda *_: nn.GELU(),
    "gru": Gru,
    "repeatVector": RepeatVector,
    "learnedPositions": Positions,
    "layerNorm": layer_norm,
    "selfAttention": SelfAttention,
    "residual": Residual,
    "conv2d": conv,
    "convTranspose2d": ConvTranspose,
    "batchNorm": batch_norm,
    "flatten": lambda *_: nn.Flatten(),
    "reshape": lambda layer, *_: nn.Unflatten(1, layer["sizes"]),
}


def sequential(layers, parameter, name):
    modules = []
    for i, layer in enumerate(layers):
        make = MODULES.get(layer["layer"])
        if make is None:
            raise Unsupported("layer " + layer["layer"])
        modules.append(make(layer, parameter, f"{name}.{i}"))
    return nn.Sequential(*modules)
