"""A regularised autoencoder with the gradient penalty on its decoder, by PyTorch's double backward in float64:

    /usr/bin/python3 test/reference/models/penalised.py
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(3)


def normal(*shape):
    return torch.randn(*shape, generator=generator)


n, d, k, h = 5, 6, 3, 4
x = normal(n, d)
P = {'encoder.0.weight': normal(d, k) / 2, 'encoder.0.bias': normal(k) / 4,
     'decoder.0.weight': normal(k, h) / 2, 'decoder.0.bias': normal(h) / 4,
     'decoder.2.weight': normal(h, d) / 2, 'decoder.2.bias': normal(d) / 4}
for p in P.values():
    p.requires_grad_(True)


def decode(z):
    hidden = torch.tanh(z @ P['decoder.0.weight'] + P['decoder.0.bias'])
    return torch.sigmoid(hidden @ P['decoder.2.weight'] + P['decoder.2.bias'])


code = torch.tanh(x @ P['encoder.0.weight'] + P['encoder.0.bias'])
y = decode(code)
penalty = sum(torch.autograd.grad(y[:, j].sum(), code, create_graph=True)[0].pow(2).sum() for j in range(d)) / n
total = (y - x).pow(2).mean() + 0.3 * penalty + 0.01 * code.pow(2).sum() / n
total = total + 0.001 * (P['decoder.0.weight'].pow(2).sum() + P['decoder.2.weight'].pow(2).sum())
total.backward()
tensor = lambda a: {'shape': list(a.shape), 'data': a.detach().flatten().tolist()}
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps({
    'x': tensor(x), 'parameters': {name: tensor(p) for name, p in P.items()}, 'penalty': penalty.item(),
    'total': total.item(), 'gradients': {name: tensor(p.grad) for name, p in P.items()}}) + '\n')
