"""Layers of one idea each: prelu, embedding, topK, gradientReversal, stopGradient, bilinear."""
import pathlib
import sys

import torch
from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402

case('prelu', {}, normal(4, 3), lambda x, p: F.prelu(x, p['slope'].reshape(1)), {'slope': normal(1)[0]})
case('prelu', {'axis': 0}, normal(2, 3, 4, 2), lambda x, p: F.prelu(x, p['slope']), {'slope': normal(3)})
case('prelu', {'axis': -1}, normal(2, 3, 4), lambda x, p: F.prelu(x.transpose(1, 2), p['slope']).transpose(1, 2),
     {'slope': normal(4)})

look_up = lambda x, p: F.embedding(x.detach().long(), p['weight'])
case('embedding', {'entries': 5, 'units': 3}, torch.tensor([[0.0, 4.0], [2.0, 2.0], [4.0, 1.0]]), look_up,
     {'weight': normal(5, 3)})
case('embedding', {'entries': 4, 'units': 2}, torch.tensor([3.0, 0.0, 3.0]), look_up, {'weight': normal(4, 2)})


def winners(x, k, key=lambda x: x):
    return x * torch.zeros_like(x).scatter(-1, key(x).topk(k).indices, 1.0)


case('topK', {'k': 2}, normal(4, 5), lambda x, p: winners(x, 2))
case('topK', {'k': 3, 'by': 'magnitude'}, normal(2, 3, 5), lambda x, p: winners(x, 3, torch.abs))


class Reversal(torch.autograd.Function):
    @staticmethod
    def forward(context, x, strength):
        context.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(context, dy):
        return -context.strength * dy, None


case('gradientReversal', {}, normal(2, 3), lambda x, p: Reversal.apply(x, 1.0))
case('gradientReversal', {'strength': 0.3}, normal(2, 3), lambda x, p: Reversal.apply(x, 0.3))
case('stopGradient', {}, normal(2, 3), lambda x, p: x.detach() + 0 * x)

case('bilinear', {'units': 3, 'branches': [[], []]}, normal(4, 2),
     lambda x, p: F.bilinear(x, x, p['weight'], p['bias']), {'weight': normal(3, 2, 2), 'bias': normal(3)})
case('bilinear', {'units': 2, 'bias': False, 'branches': [[{'layer': 'dense', 'units': 3, 'bias': False}],
                                                          [{'layer': 'tanh'}]]}, normal(3, 4),
     lambda x, p: F.bilinear(x @ p['branches.0.0.weight'], x.tanh(), p['weight']),
     {'weight': normal(2, 3, 4), 'branches.0.0.weight': normal(4, 3)})
write(__file__)
