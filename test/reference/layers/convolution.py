"""Convolution over one and two axes, and its transpose."""
import pathlib
import sys

from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402

DEFAULTS = {'kernel': 3, 'stride': 1, 'dilation': 1, 'groups': 1, 'padding': 'same', 'bias': True}


def edges_of(size, one):
    """The zeros before and after an axis."""
    if one['padding'] == 'valid':
        return 0, 0
    if one['padding'] != 'same':
        return one['padding'], one['padding']
    places = -(-size // one['stride'])
    missing = max(0, (places - 1) * one['stride'] + one['dilation'] * (one['kernel'] - 1) + 1 - size)
    return missing // 2, missing - missing // 2


def convolve(x, p, one):
    edges = [count for size in reversed(x.shape[2:]) for count in edges_of(size, one)]
    run = {3: F.conv1d, 4: F.conv2d}[x.dim()]
    return run(F.pad(x, edges), p['weight'], p.get('bias'), one['stride'], 0, one['dilation'], one['groups'])


def transpose(x, p, one, sizes):
    """All that is reached and zeros where nothing is, without what corresponds to padding."""
    run = {3: F.conv_transpose1d, 4: F.conv_transpose2d}[x.dim()]
    y = run(x, p['weight'], None, one['stride'], 0, 0, one['groups'], one['dilation'])
    for axis, size in enumerate(sizes, 2):
        before, after = edges_of(size, one)
        more = max(0, before + size + after - y.shape[axis])
        y = F.pad(y, [0, 0] * (y.dim() - 1 - axis) + [0, more]).narrow(axis, before, size)
    return y if 'bias' not in p else y + p['bias'].reshape(1, -1, *[1] * len(sizes))


def conv(channels, x, **settings):
    one, axes = {**DEFAULTS, **settings}, x.dim() - 2
    parameters = {'weight': normal(channels, x.shape[1] // one['groups'], *[one['kernel']] * axes)}
    case(f'conv{axes}d', {'channels': channels, **settings}, x, lambda x, p: convolve(x, p, one),
         {**parameters, **({'bias': normal(channels)} if one['bias'] else {})})


def transposed(channels, x, sizes, **settings):
    one, axes = {**DEFAULTS, **settings}, x.dim() - 2
    parameters = {'weight': normal(x.shape[1], channels // one['groups'], *[one['kernel']] * axes)}
    case(f'convTranspose{axes}d', {'channels': channels, **settings}, x, lambda x, p: transpose(x, p, one, sizes),
         {**parameters, **({'bias': normal(channels)} if one['bias'] else {})})


conv(3, normal(2, 2, 7))
conv(4, normal(2, 6, 8), stride=2, groups=2)
conv(2, normal(3, 1, 11), kernel=4, dilation=2, padding='valid', bias=False)
conv(3, normal(2, 3, 5), kernel=2, stride=3, padding=2, groups=3)
conv(3, normal(2, 2, 5, 4))
conv(4, normal(2, 3, 7, 8), stride=2)
conv(6, normal(2, 2, 6, 5), kernel=2, groups=2, stride=2)
conv(3, normal(2, 3, 8, 7), kernel=2, dilation=3, padding='valid', groups=3, bias=False)
conv(2, normal(1, 2, 5, 7), kernel=5, stride=3, padding=1)
conv(2, normal(3, 1, 1, 1), kernel=3, padding=1)

transposed(3, normal(2, 2, 4), [4])
transposed(4, normal(2, 6, 4), [7], stride=2, groups=2, size=[7])
transposed(2, normal(3, 1, 3), [9], kernel=4, dilation=2, padding='valid', bias=False)
transposed(3, normal(2, 3, 3), [6], kernel=2, stride=3, padding=1)
transposed(3, normal(2, 2, 4, 3), [4, 3])
transposed(1, normal(2, 3, 4, 4), [8, 8], stride=2)
transposed(2, normal(2, 4, 3, 4), [5, 7], stride=2, kernel=2, groups=2, size=[5, 7])
transposed(3, normal(2, 3, 2, 3), [5, 6], kernel=2, dilation=3, padding='valid', groups=3, bias=False)
transposed(2, normal(1, 2, 2, 3), [8, 10], kernel=5, stride=3, padding=1, size=[8, 10])
write(__file__)
