"""Cases of layers for the tests: what PyTorch's float64 forward pass and autograd say.

A group of layers is a file `layers/GROUP.py` that calls `case` for each example and `write` in the end;

    /usr/bin/python3 test/reference/layers/GROUP.py

writes `layers/GROUP.json` beside it. A group of loss terms is a file `terms/GROUP.py` that calls `term`. Numbers are rounded to no fewer digits than float64 has.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(11)
cases = []


def normal(*shape):
    """Random numbers of a fixed seed."""
    return torch.randn(*shape, generator=generator)


def tensor(value):
    return {'shape': list(value.shape), 'data': value.detach().flatten().tolist()}


def case(layer, settings, x, f, parameters=None, buffers=None, noise=None, next_buffers=None):
    """One example: `f(x, parameters)` is the layer in PyTorch, on the whole batch x: [N, …]."""
    x = x.clone().requires_grad_()
    leaves = {name: value.clone().requires_grad_() for name, value in (parameters or {}).items()}
    y = f(x, leaves)
    dy = normal(*y.shape)
    y.backward(dy)
    zero = lambda leaf: torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
    cases.append({
        'layer': {**settings, 'layer': layer},
        'x': tensor(x), 'y': tensor(y), 'dy': tensor(dy), 'dx': tensor(zero(x)),
        'parameters': {name: tensor(leaf) for name, leaf in leaves.items()},
        'dparameters': {name: tensor(zero(leaf)) for name, leaf in leaves.items()},
        'buffers': {name: tensor(value) for name, value in (buffers or {}).items()},
        'noise': {name: tensor(value) for name, value in (noise or {}).items()},
        'nextBuffers': {name: tensor(value) for name, value in (next_buffers() if next_buffers else {}).items()},
    })


def term(name, settings, f, **tensors):
    """One example: `f(leaves)` is the term in PyTorch. The leaves are given under the names that the term has for them,
    dots as two underscores: aux__code, parameter__decoder__0__weight, output, target, noise__probe."""
    leaves = {key.replace('__', '.'): value.clone().requires_grad_() for key, value in tensors.items()}
    value = f(leaves)
    value.backward()
    cases.append({
        'term': {**settings, 'term': name},
        'given': {key: tensor(leaf) for key, leaf in leaves.items()},
        'value': value.item(),
        'gradients': {key: tensor(torch.zeros_like(leaf) if leaf.grad is None else leaf.grad)
                      for key, leaf in leaves.items() if key not in ('target', 'input', 'weight', 'mask') and not key.startswith('noise.')},
    })


def write(source):
    """`write(__file__)` puts the cases beside the script."""
    pathlib.Path(source).with_suffix('.json').write_text(json.dumps(cases) + '\n')
