"""Reference cases of the bounds of the likelihood: `/usr/bin/python3 test/reference/terms/bounds.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import normal, term, torch, write
from torch.distributions import Bernoulli, Normal
from torch.nn.functional import binary_cross_entropy


def decoder(leaves, z):
    """A dense layer and a sigmoid, as the test has it too."""
    return torch.sigmoid(z @ leaves['parameter.decoder.0.weight'] + leaves['parameter.decoder.0.bias'])


def log_likelihood(error, target, output):
    """log p(x | z) entry by entry; of mse without the constant of a normal density of variance 1/2."""
    if error == 'bce':
        return -binary_cross_entropy(output, target.expand_as(output), reduction='none')
    if error == 'bceWithLogits':
        return Bernoulli(logits=output, validate_args=False).log_prob(target.expand_as(output))
    density = Normal(output, torch.tensor(0.5).sqrt())
    return density.log_prob(target) + 0.5 * torch.log(torch.tensor(torch.pi))


def bound(leaves, error):
    """-log mean of p(x | z) p(z) / q(z | x) over the samples, with PyTorch's densities."""
    mean, s, noise = leaves['aux.mean'], leaves['aux.logVariance'], leaves['noise.normal']
    q = Normal(mean[:, None], (s[:, None] / 2).exp())
    z = mean[:, None] + (s[:, None] / 2).exp() * noise
    given = log_likelihood(error, leaves['target'][:, None], decoder(leaves, z))
    if 'mask' in leaves:
        given = given * leaves['mask'][:, None]
    prior = Normal(torch.zeros(()), torch.ones(()))
    log_weights = given.sum(2) + (prior.log_prob(z) - q.log_prob(z)).sum(2)
    each = -(torch.logsumexp(log_weights, 1) - torch.tensor(float(noise.shape[1])).log())
    weight = leaves['weight'] if 'weight' in leaves else torch.ones(each.shape[0])
    return (each * weight).sum() / weight.sum()


def given(n, k, i, d, **more):
    return {'target': torch.sigmoid(normal(n, i)), 'aux__mean': normal(n, d), 'aux__logVariance': normal(n, d),
            'noise__normal': normal(n, k, d), 'parameter__decoder__0__weight': normal(d, i),
            'parameter__decoder__0__bias': normal(i), **more}


for error in ('bce', 'bceWithLogits', 'mse'):
    for k in (1, 5):
        term('importanceWeighted', {'samples': k, 'error': error}, lambda leaves: bound(leaves, error), **given(4, k, 3, 2))
term('importanceWeighted', {'samples': 4, 'error': 'mse'}, lambda leaves: bound(leaves, 'mse'),
     **given(3, 4, 5, 3, weight=torch.tensor([0.5, 2.0, 1.0]), mask=(normal(3, 5) > 0).double()))

write(__file__)
