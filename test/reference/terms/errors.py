"""Reference cases of the loss terms that compare entry by entry: `/usr/bin/python3 test/reference/terms/errors.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import generator, normal, term, torch, write
import torch.nn.functional as F


def uniform(*shape):
    return torch.rand(*shape, generator=generator)


def reduced(leaves, error, reduction):
    """Weighted by rows and by what is known: a mean over entries, or a sum over features and a mean over rows."""
    e = error(leaves['output'], leaves['target'])
    rows = leaves['weight'].detach() if 'weight' in leaves else torch.ones(e.shape[0])
    entries = rows.reshape(-1, *[1] * (e.dim() - 1)) * (leaves['mask'].detach() if 'mask' in leaves else torch.ones_like(e))
    return (e * entries).sum() / (entries.sum() if reduction == 'mean' else rows.sum())


def cases(name, settings, error, target, output):
    weight, mask = uniform(target.shape[0]), (uniform(*target.shape) > 0.3).double()
    given = {'target': target, 'output': output}
    for reduction in ('mean', 'sum'):
        f = lambda leaves: reduced(leaves, error, reduction)
        for more in ({}, {'weight': weight}, {'mask': mask}, {'weight': weight, 'mask': mask}):
            term(name, {**settings, 'reduction': reduction}, f, **given, **more)


def entrywise(error, **settings):
    return lambda output, target: error(output, target, reduction='none', **settings)


logits = lambda: 3 * normal(4, 3)
unit = lambda *shape: 0.05 + 0.9 * uniform(*shape)
simplex = lambda *shape: F.softmax(normal(*shape), -1)
cases('mse', {}, entrywise(F.mse_loss), normal(4, 3), normal(4, 3))
cases('mse', {}, entrywise(F.mse_loss), normal(3, 2, 2, 2), normal(3, 2, 2, 2))
cases('mae', {}, entrywise(F.l1_loss), normal(4, 3), normal(4, 3))
cases('huber', {}, entrywise(F.huber_loss), normal(4, 3), 2 * normal(4, 3))
cases('huber', {'delta': 0.5}, entrywise(F.huber_loss, delta=0.5), normal(4, 3), normal(4, 3))
cases('bce', {}, entrywise(F.binary_cross_entropy), uniform(4, 3), unit(4, 3))
cases('bceWithLogits', {}, entrywise(F.binary_cross_entropy_with_logits), uniform(4, 3), logits())
cases('bceWithLogits', {}, entrywise(F.binary_cross_entropy_with_logits), uniform(3, 2, 4), 3 * normal(3, 2, 4))
cases('categoricalCrossEntropy', {}, lambda output, target: -(target * output.log()), simplex(4, 3), simplex(4, 3))

write(__file__)
