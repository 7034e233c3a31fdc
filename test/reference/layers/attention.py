"""selfAttention, crossAttention, positions and tokens."""
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402


def attention(width, heads, key_width, weights, asking, asked, **masks):
    """PyTorch's multi-head attention with given weights."""
    names = ['in_proj_weight', 'in_proj_bias', 'out_proj.weight', 'out_proj.bias']
    if key_width != width:
        names = ['q_proj_weight', 'k_proj_weight', 'v_proj_weight', 'in_proj_bias', 'out_proj.weight', 'out_proj.bias']
    module = torch.nn.MultiheadAttention(width, heads, kdim=key_width, vdim=key_width, batch_first=True)
    given = (asking, asked, asked)
    y, _ = torch.nn.utils.stateless.functional_call(module, dict(zip(names, weights)), given, {'need_weights': False, **masks})
    return y


def self_attention(settings, absent=None):
    def f(x, p):
        weights = [p['projection.weight'].T, p['projection.bias'], p['output.weight'].T, p['output.bias']]
        length, width = x.shape[1:]
        masks = {}
        if settings.get('causal'):
            masks['attn_mask'] = torch.ones(length, length).triu(1).bool()
        if absent is not None:
            masks['key_padding_mask'] = absent
        y = attention(width, settings['heads'], width, weights, x, x, **masks)
        return y if absent is None else y.masked_fill(absent[:, :, None], 0)
    return f


def self_parameters(e):
    return {
        'projection.weight': normal(e, 3 * e), 'projection.bias': normal(3 * e),
        'output.weight': normal(e, e), 'output.bias': normal(e),
    }


for settings, length, width in [
    ({'heads': 1}, 4, 3),
    ({'heads': 2}, 5, 4),
    ({'heads': 3, 'causal': True}, 4, 6),
    ({'heads': 2}, 1, 2),
]:
    case('selfAttention', settings, normal(3, length, width), self_attention(settings), self_parameters(width))

for causal in [False, True]:
    settings = {'heads': 2, 'mask': True, 'causal': causal}
    x = normal(3, 5, 4)
    x[0, 3:] = 0
    x[1, 1:] = 0
    case('selfAttention', settings, x, self_attention(settings, (x == 0).all(2)), self_parameters(4))


def cross_weights(p, e, f):
    """PyTorch has the three projections in one matrix where keys are as wide as queries, else in three."""
    key, value = p['keyValue.weight'].T.chunk(2)
    projections = [p['query.weight'].T, key, value]
    first = [torch.cat(projections)] if e == f else projections
    return [*first, torch.cat([p['query.bias'], p['keyValue.bias']]), p['output.weight'].T, p['output.bias']]


def cross_parameters(e, f):
    return {
        'query.weight': normal(e, e), 'query.bias': normal(e), 'keyValue.weight': normal(f, 2 * e),
        'keyValue.bias': normal(2 * e), 'output.weight': normal(e, e), 'output.bias': normal(e),
    }


def dense(x, p, name):
    return x @ p[f'{name}.weight'] + p[f'{name}.bias']


# The input asks a narrower projection of itself.
settings = {'queries': [], 'memory': [{'layer': 'dense', 'units': 3}], 'heads': 2}
case(
    'crossAttention', settings, normal(3, 5, 4),
    lambda x, p: attention(4, 2, 3, cross_weights(p, 4, 3), x, dense(x, p, 'memory.0')),
    {'memory.0.weight': normal(4, 3), 'memory.0.bias': normal(3), **cross_parameters(4, 3)},
)

# Learned queries ask the input, some of whose steps are absent.
settings = {'queries': [{'layer': 'learnedTokens', 'tokens': 2, 'width': 6}], 'memory': [], 'heads': 3, 'mask': True}
for width in [4, 6]:
    x = normal(4, 5, width)
    x[0, 2:] = 0
    x[2, 4:] = 0
    case(
        'crossAttention', settings, x,
        lambda x, p: attention(
            6, 3, x.shape[2], cross_weights(p, 6, x.shape[2]), p['queries.0.tokens'].expand(4, -1, -1), x,
            key_padding_mask=(x == 0).all(2),
        ),
        {'queries.0.tokens': normal(2, 6), **cross_parameters(6, width)},
    )

case('learnedPositions', {}, normal(3, 4, 2), lambda x, p: x + p['position'], {'position': normal(4, 2)})


def waves(length, width):
    table = torch.zeros(length, width)
    for t in range(length):
        for i in range(width):
            angle = t / 10000 ** ((i - i % 2) / width)
            table[t, i] = math.cos(angle) if i % 2 else math.sin(angle)
    return table


case('sinusoidalPositions', {}, normal(2, 7, 6), lambda x, p: x + waves(7, 6))
case('sinusoidalPositions', {}, normal(2, 3, 5), lambda x, p: x + waves(3, 5))
write(__file__)
