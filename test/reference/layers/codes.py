"""Reference cases of codes: `/usr/bin/python3 test/reference/layers/codes.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import case, normal, torch, write


def affine(i, o):
    return {'weight': normal(i, o), 'bias': normal(o)}


def gaussian(noise):
    def f(x, p):
        mean, log_variance = (x @ p['weight'] + p['bias']).chunk(2, -1)
        return mean + torch.exp(log_variance / 2) * noise
    return f


e = normal(5, 3)
case('gaussian', {'units': 3}, normal(5, 4), gaussian(e), affine(4, 6), noise={'normal': e})
e = normal(2, 3, 2)
case('gaussian', {'units': 2}, normal(2, 3, 4), gaussian(e), affine(4, 4), noise={'normal': e})
case('gaussian', {'units': 3}, normal(5, 4), gaussian(0), affine(4, 6), noise={'normal': torch.zeros(5, 3)})

write(__file__)
