"""Reference cases of the adversarial terms: `/usr/bin/python3 test/reference/terms/adversarial.py`.

The value is that of the term plus that of the discriminator's own loss, each with the other side detached."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import normal, term, torch, write
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy


def discriminator(leaves, z, hold=False):
    """Two dense layers with tanh between; `hold` takes the parameters as fixed."""
    w = {name: leaf.detach() if hold else leaf for name, leaf in leaves.items()}
    hidden = torch.tanh(z.flatten(1) @ w['parameter.discriminator.0.weight'] + w['parameter.discriminator.0.bias'])
    return (hidden @ w['parameter.discriminator.2.weight'] + w['parameter.discriminator.2.bias'])[:, 0]


def tells(logits, kind):
    return cross_entropy(logits, torch.full_like(logits, kind))


def prior(leaves):
    z, p = leaves['aux.code'], leaves['noise.prior']
    fools = tells(discriminator(leaves, z, hold=True), 1.0)
    return fools + tells(discriminator(leaves, p), 1.0) + tells(discriminator(leaves, z.detach()), 0.0)


def shuffled(z, u):
    """Every entry from the row that is next in the order of its own uniform numbers."""
    flat, order = z.flatten(1), u.flatten(1).argsort(0)
    out = torch.empty_like(flat)
    for j in range(flat.shape[1]):
        out[order[:, j], j] = flat[order[:, j].roll(-1), j]
    return out.reshape(z.shape)


def correlation(leaves):
    z = leaves['aux.code']
    mixed = shuffled(z.detach(), leaves['noise.order'])
    contest = (tells(discriminator(leaves, z.detach()), 1.0) + tells(discriminator(leaves, mixed), 0.0)) / 2
    return discriminator(leaves, z, hold=True).mean() + contest


def given(n, d, h, **more):
    return {'parameter__discriminator__0__weight': normal(d, h), 'parameter__discriminator__0__bias': normal(h),
            'parameter__discriminator__2__weight': normal(h, 1), 'parameter__discriminator__2__bias': normal(1), **more}


term('adversarialPrior', {}, prior, **given(5, 3, 4, aux__code=normal(5, 3), noise__prior=normal(5, 3)))
term('adversarialPrior', {}, prior, **given(1, 2, 3, aux__code=normal(1, 2), noise__prior=normal(1, 2)))
term('adversarialCorrelation', {}, correlation,
     **given(6, 3, 4, aux__code=normal(6, 3), noise__order=torch.rand(6, 3, generator=torch.Generator().manual_seed(1))))
term('adversarialCorrelation', {}, correlation,
     **given(4, 4, 2, aux__code=normal(4, 2, 2), noise__order=torch.rand(4, 2, 2, generator=torch.Generator().manual_seed(2))))

write(__file__)
