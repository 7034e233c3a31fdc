"""A model with the penalties on Jacobians by given random signs, by PyTorch's double backward in float64:

    /usr/bin/python3 test/reference/models/probed.py
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(4)


def normal(*shape):
    return torch.randn(*shape, generator=generator)


n, d, k, h = 4, 5, 3, 4
x = normal(n, d).requires_grad_(True)
P = {'encoder.0.weight': normal(d, k) / 2, 'encoder.0.bias': normal(k) / 4,
     'decoder.0.weight': normal(k, h) / 2, 'decoder.0.bias': normal(h) / 4,
     'decoder.2.weight': normal(h, d) / 2, 'decoder.2.bias': normal(d) / 4}
for p in P.values():
    p.requires_grad_(True)
noise = {f'loss.{term}.probe.{i}': normal(n, k).sign() for term, probes in ((1, 2), (2, 3)) for i in range(probes)}


def decode(z):
    return torch.tanh(z @ P['decoder.0.weight'] + P['decoder.0.bias']) @ P['decoder.2.weight'] + P['decoder.2.bias']


def jacobian(outputs, inputs):
    """[N, outputs, inputs], row by row."""
    return torch.stack([torch.autograd.grad(outputs[:, j].sum(), inputs, create_graph=True)[0]
                        for j in range(outputs.shape[1])], 1)


code = torch.tanh(x @ P['encoder.0.weight'] + P['encoder.0.bias'])
y = decode(code)
back = [torch.einsum('nji,nj->ni', jacobian(code, x), noise[f'loss.1.probe.{i}']) for i in range(2)]
along = [torch.einsum('nji,ni->nj', jacobian(y, code), noise[f'loss.2.probe.{i}']) for i in range(3)]
terms = {'mse': (y - x.detach()).pow(2).mean(), 'contractive': sum(g.pow(2).sum() for g in back) / 2 / n,
         'gradientPenalty': sum(g.pow(2).sum() for g in along) / 3 / n}
total = terms['mse'] + 0.5 * terms['contractive'] + 0.25 * terms['gradientPenalty']
total.backward()
tensor = lambda a: {'shape': list(a.shape), 'data': a.detach().flatten().tolist()}
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps({
    'x': tensor(x), 'parameters': {name: tensor(p) for name, p in P.items()},
    'noise': {name: tensor(signs) for name, signs in noise.items()},
    'terms': {name: term.item() for name, term in terms.items()},
    'total': total.item(), 'gradients': {name: tensor(p.grad) for name, p in P.items()}}) + '\n')
