"""Reference cases of the loss terms that compare whole rows: `/usr/bin/python3 test/reference/terms/rows.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import normal, term, torch, write
import torch.nn.functional as F


def counted(leaves, errors):
    """The mean over the rows of errors that are given masked rows."""
    target, output = leaves['target'], leaves['output']
    if 'mask' in leaves:
        mask = leaves['mask'].detach()
        target, output = target * mask, output * mask
    e = errors(target, output)
    if 'weight' not in leaves:
        return e.mean()
    weight = leaves['weight'].detach()
    return (e * weight).sum() / weight.sum()


def cosine(target, output):
    return 1 - F.cosine_similarity(target.flatten(1), output.flatten(1), dim=1)


def rows(name, settings, errors, *shape):
    given = {'target': normal(*shape), 'output': normal(*shape)}
    weight, mask = normal(shape[0]).abs(), (normal(*shape) > -0.5).double()
    f = lambda leaves: counted(leaves, errors)
    term(name, settings, f, **given)
    term(name, settings, f, **given, weight=weight)
    term(name, settings, f, **given, mask=mask)
    term(name, settings, f, **given, weight=weight, mask=mask)


rows('cosineDistance', {}, cosine, 5, 4)
rows('cosineDistance', {}, cosine, 3, 2, 3)

write(__file__)
