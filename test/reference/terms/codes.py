"""Reference cases of the loss terms on codes: `/usr/bin/python3 test/reference/terms/codes.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import normal, term, torch, write
from torch.distributions import Bernoulli, Categorical, Normal, kl_divergence


def gaussian(leaves):
    """The divergence of every entry, by PyTorch's own formula."""
    code = Normal(leaves['aux.mean'], torch.exp(leaves['aux.logVariance'] / 2))
    return kl_divergence(code, Normal(torch.zeros(()), torch.ones(())))


code = {'aux__mean': normal(6, 4), 'aux__logVariance': normal(6, 4)}
whole = lambda leaves: gaussian(leaves).sum() / 6
free = lambda leaves: torch.maximum(gaussian(leaves).mean(0), torch.tensor(0.9)).sum()
term('kl', {}, whole, **code)
term('kl', {'freeBits': 0.9}, free, **code)
term('kl', {'capacity': 25}, lambda leaves: (whole(leaves) - 25).abs(), **code)
term('kl', {'capacity': 1}, lambda leaves: (whole(leaves) - 1).abs(), **code)
term('kl', {'capacity': 25, 'freeBits': 0.9}, lambda leaves: (free(leaves) - 25).abs(), **code)
sequence = {'aux__mean': normal(3, 2, 4), 'aux__logVariance': normal(3, 2, 4)}
term('kl', {}, lambda leaves: gaussian(leaves).sum() / 3, **sequence)

vectors = {'aux__unquantised': normal(4, 3, 2), 'aux__quantised': normal(4, 3, 2)}
term('commitment', {}, lambda leaves: (leaves['aux.unquantised'] - leaves['aux.quantised'].detach()).pow(2).sum() / 4, **vectors)
vectors = {'aux__unquantised': normal(4, 5), 'aux__chosen': normal(4, 5)}
term('codebook', {}, lambda leaves: (leaves['aux.chosen'] - leaves['aux.unquantised'].detach()).pow(2).sum() / 4, **vectors)


def bernoulli(rate):
    def f(leaves):
        code, prior = Bernoulli(logits=leaves['aux.logOdds']), Bernoulli(torch.tensor(rate))
        return kl_divergence(code, prior).sum() / 5
    return f


for rate in (0.5, 0.1):
    term('klBernoulli', {} if rate == 0.5 else {'rate': rate}, bernoulli(rate), aux__logOdds=2 * normal(5, 4))


def categorical(leaves):
    logits = leaves['aux.logits']
    return kl_divergence(Categorical(logits=logits), Categorical(logits=torch.zeros(logits.shape))).sum() / 5


term('klCategorical', {}, categorical, aux__logits=2 * normal(5, 3, 4))

term('klUniform', {}, lambda leaves: leaves['aux.divergence'].mean(), aux__divergence=normal(5, 1))
term('l0', {}, lambda leaves: leaves['aux.active'].sum() / 5, aux__active=(normal(5, 4) > 0).double())


def aux_k(name, reduce):
    """Gao et al.: the residual is detached, the dead features are decoded without the bias."""
    def f(leaves):
        residual = (leaves['target'] - leaves['output']).detach()
        return reduce((leaves['aux.dead'] @ leaves[f'parameter.{name}.weight'] - residual) ** 2)
    return f


def gate(name, reduce):
    """Rajamanoharan et al.: the decoder is frozen."""
    def f(leaves):
        weight, bias = (leaves[f'parameter.{name}.{part}'].detach() for part in ('weight', 'bias'))
        return reduce((leaves['aux.gate'] @ weight + bias - leaves['target']) ** 2)
    return f


mean, summed = (lambda e: e.mean()), (lambda e: e.sum() / 5)
rows = {'target': normal(5, 3), 'output': normal(5, 3)}
term('auxK', {}, aux_k('decoder.0', mean), aux__dead=normal(5, 6), parameter__decoder__0__weight=normal(6, 3), **rows)
term('auxK', {'reduction': 'sum', 'dictionary': 'decoder.2'}, aux_k('decoder.2', summed), aux__dead=normal(5, 6),
     parameter__decoder__2__weight=normal(6, 3), **rows)
term('gateReconstruction', {}, gate('decoder.0', mean), aux__gate=normal(5, 6).relu(),
     parameter__decoder__0__weight=normal(6, 3), parameter__decoder__0__bias=normal(3), **rows)
term('gateReconstruction', {'reduction': 'sum'}, gate('decoder.0', summed), aux__gate=normal(5, 6).relu(),
     parameter__decoder__0__weight=normal(6, 3), parameter__decoder__0__bias=normal(3), **rows)

write(__file__)
