"""Reference values from PyTorch in float64, which the tests compare with.

    python3 test/reference/make.py

needs Debian's python3-torch (1.13) and writes the JSON files beside it. The values that are committed came from this
command; nothing that a user runs needs it.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
here = pathlib.Path(__file__).parent


def write(name, value):
    (here / f'{name}.json').write_text(json.dumps(value) + '\n')


def numbers(tensor):
    return tensor.detach().flatten().tolist()


# --- activations: values on a grid -----------------------------------------------------------------------------
grid = torch.tensor([-30.0, -8.0, -3.5, -1.25, -0.5, -0.001, 0.001, 0.5, 1.25, 3.5, 8.0, 30.0])
activations = {
    'relu': [({}, F.relu)],
    'leakyRelu': [({}, lambda x: F.leaky_relu(x, 0.01)), ({'slope': 0.25}, lambda x: F.leaky_relu(x, 0.25))],
    'elu': [({}, F.elu), ({'alpha': 0.5}, lambda x: F.elu(x, 0.5))],
    'selu': [({}, F.selu)],
    'gelu': [({}, F.gelu), ({'approximation': 'tanh'}, lambda x: F.gelu(x, approximate='tanh'))],
    'silu': [({}, F.silu)],
    'tanh': [({}, torch.tanh)],
    'sigmoid': [({}, torch.sigmoid)],
    'softplus': [({}, lambda x: F.softplus(x, threshold=1000))],
    'softmax': [({}, lambda x: F.softmax(x, dim=-1))],
    'identity': [({}, lambda x: x)],
}
write('activations', {
    'x': numbers(grid),
    'cases': [{'layer': name, 'settings': settings, 'y': numbers(f(grid))}
              for name, rows in activations.items() for settings, f in rows],
})

generator = torch.Generator().manual_seed(7)


def uniform(*shape):
    return torch.rand(*shape, generator=generator)


def normal(*shape):
    return torch.randn(*shape, generator=generator)


# --- updates: 100 steps on a small problem with two parameters --------------------------------------------------
# f(a, b) = sum of (a_i - i)^2 * c_i + (sum(a) * b)^2, far enough from simple that every slot matters.
c = torch.tensor([0.5, 2.0, 10.0])
targets = torch.tensor([1.0, 2.0, 3.0])


def problem(a, b):
    return (c * (a - targets) ** 2).sum() + (a.sum() * b).pow(2).sum() + torch.sin(3 * b).sum()


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2, from the paper's formulas."""
    def __init__(self, params, lr, betas, weight_decay):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group['betas']
            for p in group['params']:
                m_ = self.state[p].setdefault('m', torch.zeros_like(p))
                direction = torch.sign(beta1 * m_ + (1 - beta1) * p.grad) + group['weight_decay'] * p
                p -= group['lr'] * direction
                self.state[p]['m'] = beta2 * m_ + (1 - beta2) * p.grad


def trajectory(make, before=lambda params: None, after=lambda params, old: None):
    a, b = torch.tensor([0.3, -0.7, 1.1]), torch.tensor([0.4, -0.2])
    a.requires_grad_(True), b.requires_grad_(True)
    optimiser = make([a, b])
    steps = []
    for _ in range(100):
        optimiser.zero_grad()
        problem(a, b).backward()
        before([a, b])
        old = [p.detach().clone() for p in (a, b)]
        optimiser.step()
        with torch.no_grad():
            after([a, b], old)
        steps.append(numbers(a) + numbers(b))
    return steps


def restore_b(params, old):
    params[1].copy_(old[1])


def clip_global(params):
    norm = math.sqrt(sum(p.grad.pow(2).sum().item() for p in params))
    for p in params:
        p.grad.mul_(min(1.0, 2.0 / norm))


def l2(params):
    for p in params:
        p.grad += 0.1 * p.detach()


sgd = lambda rate: (lambda ps: torch.optim.SGD(ps, lr=rate))
O = torch.optim
updates = [
    ([{'update': 'sgd', 'rate': 0.01}], trajectory(sgd(0.01))),
    ([{'update': 'momentum', 'rate': 0.003, 'momentum': 0.8}], trajectory(lambda ps: O.SGD(ps, lr=0.003, momentum=0.8))),
    ([{'update': 'momentum', 'rate': 0.003}], trajectory(lambda ps: O.SGD(ps, lr=0.003, momentum=0.9))),
    ([{'update': 'nesterov', 'rate': 0.003}], trajectory(lambda ps: O.SGD(ps, lr=0.003, momentum=0.9, nesterov=True))),
    ([{'update': 'adagrad', 'rate': 0.3}], trajectory(lambda ps: O.Adagrad(ps, lr=0.3))),
    ([{'update': 'adagrad', 'rate': 0.3, 'epsilon': 0.1}], trajectory(lambda ps: O.Adagrad(ps, lr=0.3, eps=0.1))),
    ([{'update': 'rmsprop', 'rate': 0.02}], trajectory(lambda ps: O.RMSprop(ps, lr=0.02))),
    ([{'update': 'rmsprop', 'rate': 0.004, 'decay': 0.9, 'epsilon': 1e-3}],
     trajectory(lambda ps: O.RMSprop(ps, lr=0.004, alpha=0.9, eps=1e-3))),
    ([{'update': 'adam', 'rate': 0.05}], trajectory(lambda ps: O.Adam(ps, lr=0.05))),
    ([{'update': 'adam', 'rate': 0.05, 'beta1': 0.7, 'beta2': 0.9, 'epsilon': 0.01}],
     trajectory(lambda ps: O.Adam(ps, lr=0.05, betas=(0.7, 0.9), eps=0.01))),
    ([{'update': 'adamw', 'rate': 0.05}], trajectory(lambda ps: O.AdamW(ps, lr=0.05))),
    ([{'update': 'adamw', 'rate': 0.05, 'decay': 0.3}], trajectory(lambda ps: O.AdamW(ps, lr=0.05, weight_decay=0.3))),
    ([{'update': 'amsgrad', 'rate': 0.05, 'beta2': 0.9}],
     trajectory(lambda ps: O.Adam(ps, lr=0.05, betas=(0.9, 0.9), amsgrad=True))),
    ([{'update': 'lion', 'rate': 0.01, 'decay': 0.1}],
     trajectory(lambda ps: Lion(ps, 0.01, (0.9, 0.99), 0.1))),
    ([{'update': 'clipByValue', 'limit': 0.5}, {'update': 'sgd', 'rate': 0.05}],
     trajectory(sgd(0.05), lambda ps: torch.nn.utils.clip_grad_value_(ps, 0.5))),
    ([{'update': 'clipByGlobalNorm', 'limit': 2.0}, {'update': 'sgd', 'rate': 0.02}], trajectory(sgd(0.02), clip_global)),
    ([{'update': 'weightDecay', 'decay': 0.1}, {'update': 'sgd', 'rate': 0.01}], trajectory(sgd(0.01), l2)),
    ([{'update': 'adam', 'rate': 0.05}, {'update': 'freeze', 'names': ['b']}],
     trajectory(lambda ps: O.Adam(ps, lr=0.05), after=restore_b)),
]

every = (0, 1, 2, 4, 9, 24, 49, 99)
write('updates', {
    'a': [0.3, -0.7, 1.1], 'b': [0.4, -0.2], 'c': numbers(c), 'targets': numbers(targets),
    'at': [k + 1 for k in every],
    'cases': [{'optimiser': spec, 'trajectory': [steps[k] for k in every]} for spec, steps in updates],
})

# --- schedules --------------------------------------------------------------------------------------------------
def schedule(make, rate, steps=20):
    p = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.SGD([p], lr=rate)
    scheduler = make(optimiser)
    rates = []
    for _ in range(steps):
        rates.append(optimiser.param_groups[0]['lr'])
        optimiser.step()
        scheduler.step()
    return rates


S = torch.optim.lr_scheduler
write('schedules', [
    {'schedule': {'schedule': 'step', 'from': 0.1, 'factor': 0.5, 'every': 4}, 'rates': schedule(lambda o: S.StepLR(o, 4, 0.5), 0.1)},
    {'schedule': {'schedule': 'exponential', 'from': 0.1, 'factor': 0.9}, 'rates': schedule(lambda o: S.ExponentialLR(o, 0.9), 0.1)},
    {'schedule': {'schedule': 'cosine', 'from': 0.1, 'to': 0.01, 'steps': 20}, 'rates': schedule(lambda o: S.CosineAnnealingLR(o, 20, 0.01), 0.1)},
    {'schedule': {'schedule': 'oneCycle', 'peak': 0.1, 'steps': 20},
     'rates': schedule(lambda o: S.OneCycleLR(o, 0.1, total_steps=20, cycle_momentum=False), 0.1, 20)},
])

# --- a whole denoising sparse autoencoder, with tied weights ------------------------------------------------------
n, d, h, k = 6, 7, 5, 3
x, noise = uniform(n, d), normal(n, d)
P = {'encoder.1.weight': 0.5 * normal(d, h), 'encoder.1.bias': 0.1 * normal(h),
     'encoder.3.weight': 0.5 * normal(h, k), 'encoder.3.bias': 0.1 * normal(k),
     'decoder.0.bias': 0.1 * normal(h), 'decoder.2.bias': 0.1 * normal(d)}
for p in P.values():
    p.requires_grad_(True)
rows_weight = 0.5 + uniform(n)
rows_mask = (uniform(n, d) > 0.2).double()


def encode(x_):
    hidden = torch.tanh(x_ @ P['encoder.1.weight'] + P['encoder.1.bias'])
    return hidden, torch.sigmoid(hidden @ P['encoder.3.weight'] + P['encoder.3.bias'])


noisy = (x + 0.25 * noise).requires_grad_(True)
hidden, code = encode(noisy)
out = torch.sigmoid(F.elu(code @ P['encoder.3.weight'].T + P['decoder.0.bias']) @ P['encoder.1.weight'].T + P['decoder.2.bias'])
E = rows_weight[:, None] * rows_mask
mse = ((out - x) ** 2 * E).sum() / E.sum()
active = code.mean(0)
sparsity = (0.2 * torch.log(0.2 / active) + 0.8 * torch.log(0.8 / (1 - active))).sum()
l1 = hidden.abs().sum() / n
l2w = sum((P[name] ** 2).sum() for name in ('encoder.1.weight', 'encoder.3.weight'))
jacobian = sum((torch.autograd.grad(code[:, j].sum(), noisy, create_graph=True)[0] ** 2).sum() for j in range(k)) / n
total = mse + 0.3 * sparsity + 0.01 * l1 + 0.001 * l2w + 0.2 * jacobian
total.backward()
write('autoencoder', {
    'x': numbers(x), 'noise': numbers(noise), 'shape': [n, d], 'weight': numbers(rows_weight), 'mask': numbers(rows_mask),
    'parameters': {name: {'shape': list(p.shape), 'data': numbers(p)} for name, p in P.items()},
    'terms': {'mse': mse.item(), 'klSparsity': sparsity.item(), 'l1Activity': l1.item(), 'l2Weights': l2w.item(), 'contractive': jacobian.item()},
    'total': total.item(),
    'gradients': {name: numbers(p.grad) for name, p in P.items()},
})
