"""Reference cases of the loss terms that look at a whole minibatch: `/usr/bin/python3 test/reference/terms/distributions.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import normal, term, torch, write
from torch.distributions import Normal


def flat(z):
    return z.reshape(z.shape[0], -1)


# --- orthogonality ----------------------------------------------------------------------------------------------
def orthogonal_code(z):
    gram = flat(z).T @ flat(z) / z.shape[0]
    return (gram - torch.diag(torch.diag(gram))).pow(2).sum()


term('orthogonalCode', {}, lambda leaves: orthogonal_code(leaves['aux.code']), aux__code=normal(6, 4))
term('orthogonalCode', {'on': 'hidden'}, lambda leaves: orthogonal_code(leaves['aux.hidden']), aux__hidden=normal(3, 2, 4))


def orthogonal_weights(leaves, chosen):
    def one(w):
        w = w.reshape(-1, w.shape[-1])
        gram = w.T @ w if w.shape[0] >= w.shape[1] else w @ w.T
        return (gram - torch.eye(gram.shape[0])).pow(2).sum()
    return sum(one(leaves['parameter.' + name]) for name in chosen)


weights = {'parameter__encoder__0__weight': normal(5, 3), 'parameter__encoder__0__bias': normal(3),
           'parameter__decoder__0__weight': normal(3, 5), 'parameter__decoder__2__weight': normal(2, 2, 3)}
term('orthogonalWeights', {}, lambda leaves: orthogonal_weights(
    leaves, ['encoder.0.weight', 'decoder.0.weight', 'decoder.2.weight']), **weights)
term('orthogonalWeights', {'of': 'decoder'}, lambda leaves: orthogonal_weights(
    leaves, ['decoder.0.weight', 'decoder.2.weight']), **weights)


# --- disentangled inferred priors ---------------------------------------------------------------------------------
def dip(leaves, second, diagonal):
    mean = flat(leaves['aux.mean'])
    c = torch.cov(mean.T, correction=0).reshape(mean.shape[1], mean.shape[1])
    if second:
        c = c + torch.diag(flat(leaves['aux.logVariance']).exp().mean(0))
    off = c - torch.eye(c.shape[0])
    on = torch.diag(off)
    return (off.pow(2).sum() - on.pow(2).sum()) + diagonal * on.pow(2).sum()


code = {'aux__mean': normal(6, 4), 'aux__logVariance': normal(6, 4)}
first = {'aux__mean': normal(6, 4)}
term('dip', {'variant': 'I'}, lambda leaves: dip(leaves, False, 10), **first)
term('dip', {'variant': 'I', 'diagonal': 0.5}, lambda leaves: dip(leaves, False, 0.5), **first)
term('dip', {'variant': 'II'}, lambda leaves: dip(leaves, True, 1), **code)
term('dip', {'variant': 'II', 'diagonal': 3}, lambda leaves: dip(leaves, True, 3),
     aux__mean=normal(4, 2, 3), aux__logVariance=normal(4, 2, 3))


# --- total correlation ----------------------------------------------------------------------------------------------
def total_correlation(leaves, rows):
    """Minibatch-weighted sampling, with PyTorch's normal density."""
    z, mean, s = (flat(leaves['aux.' + name]) for name in ('code', 'mean', 'logVariance'))
    each = Normal(mean[None], (s / 2).exp()[None]).log_prob(z[:, None])
    n = torch.tensor(float(z.shape[0] * rows)).log()
    joint = torch.logsumexp(each.sum(2), 1) - n
    apart = (torch.logsumexp(each, 1) - n).sum(1)
    return (joint - apart).mean()


whole = {'aux__code': normal(6, 4), **code}
term('totalCorrelation', {}, lambda leaves: total_correlation(leaves, 1), **whole)
term('totalCorrelation', {'rows': 60000}, lambda leaves: total_correlation(leaves, 60000), **whole)
term('totalCorrelation', {}, lambda leaves: total_correlation(leaves, 1),
     aux__code=normal(5, 2, 2), aux__mean=normal(5, 2, 2), aux__logVariance=normal(5, 2, 2))

# --- distances from samples of the prior ----------------------------------------------------------------------------
def mmd(leaves, kernel, scales, biased=False):
    z, p = flat(leaves['aux.code']), flat(leaves['noise.prior'])
    n, d = z.shape

    def k(x, y):
        distance = (x[:, None] - y[None]).pow(2).sum(2)
        widths = [2 * d * s for s in scales]
        return sum(torch.exp(-distance / c) if kernel == 'rbf' else c / (c + distance) for c in widths)

    def within(x):
        every = k(x, x)
        return every.mean() if biased else (every.sum() - torch.diagonal(every).sum()) / (n * (n - 1))

    return within(z) + within(p) - 2 * k(z, p).mean()


usual = [0.1, 0.2, 0.5, 1, 2, 5, 10]
given = {'aux__code': normal(6, 4), 'noise__prior': normal(6, 4)}
cube = {'aux__code': normal(5, 2, 3), 'noise__prior': normal(5, 2, 3)}
term('mmd', {}, lambda leaves: mmd(leaves, 'imq', usual), **given)
term('mmd', {'kernel': 'rbf'}, lambda leaves: mmd(leaves, 'rbf', [1]), **given)
term('mmd', {'kernel': 'rbf', 'scales': [0.25, 4], 'biased': True}, lambda leaves: mmd(leaves, 'rbf', [0.25, 4], True), **given)
term('mmd', {'kernel': 'inverseMultiquadric', 'scales': [0.5]}, lambda leaves: mmd(leaves, 'imq', [0.5]), **cube)
term('mmd', {'biased': True}, lambda leaves: mmd(leaves, 'imq', usual, True), **cube)


def sliced(leaves):
    z, p, lines = flat(leaves['aux.code']), flat(leaves['noise.prior']), leaves['noise.direction']
    lines = lines / lines.norm(dim=1, keepdim=True)
    u, v = (z @ lines.T).sort(0).values, (p @ lines.T).sort(0).values
    return (u - v).pow(2).mean()


term('slicedWasserstein', {'directions': 7}, sliced, **given, noise__direction=normal(7, 4))
term('slicedWasserstein', {}, sliced, **cube, noise__direction=normal(50, 6))

write(__file__)
