"""Normalisation: over the batch, over rows, over groups of channels, of weights; in training and at evaluation."""
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, weight_norm

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402


def positive(*shape):
    return normal(*shape).abs() + 0.1


def batch_norm(settings, x, features, channels_first, affine=True, momentum=0.1, eps=1e-5):
    """Training with running statistics, then evaluation; channels_first moves the features to axis 1 and back."""
    for training in (True, False):
        mean, variance = normal(features), positive(features)
        next_mean, next_variance = mean.clone(), variance.clone()

        def f(x, p):
            y = F.batch_norm(channels_first(x), next_mean, next_variance, p.get('scale'), p.get('shift'), training,
                             momentum, eps)
            return channels_first(y)

        case('batchNorm', settings, x, f,
             {'scale': normal(features), 'shift': normal(features)} if affine else {},
             {'mean': mean, 'variance': variance}, {'isTraining': torch.tensor(1.0 if training else 0.0)},
             lambda: {'mean': next_mean, 'variance': next_variance})


as_is = lambda x: x
swapped = lambda x: x.transpose(1, -1)
batch_norm({}, normal(5, 3), 3, as_is)
batch_norm({}, normal(2, 3, 4), 3, as_is)
batch_norm({'momentum': 0.25, 'epsilon': 0.01}, normal(3, 2, 4, 3), 2, as_is, momentum=0.25, eps=0.01)
batch_norm({'axis': -1}, normal(3, 4, 2), 2, swapped)
batch_norm({'axis': 2, 'affine': False}, normal(2, 3, 4, 2), 2, swapped, affine=False)

affine = lambda *shape: {'scale': normal(*shape), 'shift': normal(*shape)}
over = lambda shape, eps=1e-5: lambda x, p: F.layer_norm(x, shape, p.get('scale'), p.get('shift'), eps)
case('layerNorm', {}, normal(4, 5), over((5,)), affine(5))
case('layerNorm', {'epsilon': 0.1}, normal(2, 3, 4), over((4,), 0.1), affine(4))
case('layerNorm', {'over': 'row'}, normal(2, 3, 4, 2), over((3, 4, 2)), affine(3, 4, 2))
case('layerNorm', {'affine': False}, normal(2, 3, 4), over((4,)))

groups = lambda n, eps=1e-5: lambda x, p: F.group_norm(x, n, p.get('scale'), p.get('shift'), eps)
case('groupNorm', {'groups': 2}, normal(3, 6), groups(2), affine(6))
case('groupNorm', {'groups': 3, 'epsilon': 0.1}, normal(2, 6, 4), groups(3, 0.1), affine(6))
case('groupNorm', {'groups': 2, 'affine': False}, normal(2, 4, 3, 2), groups(2))
case('groupNorm', {'groups': 4}, normal(2, 4, 3, 2),
     lambda x, p: F.instance_norm(x, weight=p['scale'], bias=p['shift']), affine(4))


def rms(axes, eps=1e-6):
    return lambda x, p: x / (x.square().mean(axes, keepdim=True) + eps).sqrt() * p.get('scale', 1)


case('rmsNorm', {}, normal(3, 5), rms(-1), {'scale': normal(5)})
case('rmsNorm', {'over': 'row', 'epsilon': 0.1}, normal(2, 3, 4), rms((1, 2), 0.1), {'scale': normal(3, 4)})
case('rmsNorm', {'affine': False}, normal(2, 3, 4), rms(-1))


def weight_normed(settings, layer, x, transpose):
    """`transpose` takes the weight of PyTorch to ours and back; the layer runs on leaves, so that autograd reaches them."""
    normed = weight_norm(layer)
    v, bias = transpose(layer.weight_v.detach()), layer.bias.detach()

    def f(x, p):
        g = p['body.0.magnitude'].reshape(normed.weight_g.shape)
        normed._parameters.clear()
        normed.weight_v, normed.weight_g, normed.bias = transpose(p['body.0.weight']), g, p['body.0.bias']
        return normed(x)

    case('weightNorm', settings, x, f,
         {'body.0.weight': v + normal(*v.shape), 'body.0.magnitude': normal(layer.weight_g.numel()),
          'body.0.bias': bias + normal(*bias.shape)})


weight_normed({'body': [{'layer': 'dense', 'units': 3}]}, nn.Linear(5, 3), normal(4, 5), lambda w: w.t())
weight_normed({'body': [{'layer': 'dense', 'units': 1}]}, nn.Linear(2, 1), normal(2, 3, 2), lambda w: w.t())


def spectral_normed(training, steps):
    """spectral_norm with its own buffers set by hand, after `steps` steps in training."""
    layer = parametrizations.spectral_norm(nn.Linear(5, 3))
    weight = normal(3, 5)
    norm = layer.parametrizations.weight[0]
    norm._u, norm._v = F.normalize(normal(3), dim=0), F.normalize(normal(5), dim=0)
    norm.train()
    for _ in range(steps):
        norm(weight)
    norm.train(training)
    left, right = norm._u.clone(), norm._v.clone()
    case('spectralNorm', {'body': [{'layer': 'dense', 'units': 3}]}, normal(4, 5),
         lambda x, p: F.linear(x, norm(p['body.0.weight'].t()), p['body.0.bias']),
         {'body.0.weight': weight.t().contiguous(), 'body.0.bias': normal(3)},
         {'body.0.left': left, 'body.0.right': right}, {'isTraining': torch.tensor(1.0 if training else 0.0)},
         lambda: {'body.0.left': norm._u, 'body.0.right': norm._v})


spectral_normed(True, 0)
spectral_normed(True, 3)
spectral_normed(False, 0)
spectral_normed(False, 3)
write(__file__)
