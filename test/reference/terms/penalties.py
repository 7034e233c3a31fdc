"""Reference cases of the penalties on activations and weights: `/usr/bin/python3 test/reference/terms/penalties.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import normal, term, torch, write
from torch.distributions import Bernoulli, kl_divergence


# --- activations: sums over the features, means over the rows -----------------------------------------------------
for on, shape in (('code', (4, 5)), ('hidden', (3, 2, 4))):
    settings = {} if on == 'code' else {'on': on}
    given = {f'aux__{on}': normal(*shape)}
    term('l1Activity', settings, lambda leaves: leaves[f'aux.{on}'].abs().sum() / shape[0], **given)
    term('l2Activity', settings, lambda leaves: leaves[f'aux.{on}'].pow(2).sum() / shape[0], **given)


def sparsity(leaves, on, rate):
    """The divergence of a Bernoulli with the mean activation, by PyTorch's own formula."""
    return kl_divergence(Bernoulli(torch.tensor(rate)), Bernoulli(leaves[f'aux.{on}'].mean(0))).sum()


term('klSparsity', {'rate': 0.1}, lambda leaves: sparsity(leaves, 'code', 0.1), aux__code=torch.sigmoid(normal(4, 5)))
term('klSparsity', {'rate': 0.3, 'on': 'hidden'}, lambda leaves: sparsity(leaves, 'hidden', 0.3),
     aux__hidden=torch.sigmoid(normal(3, 2, 4)))


# --- weights: sums over all that are called weight ----------------------------------------------------------------
weights = {'parameter__encoder__0__weight': normal(3, 2), 'parameter__encoder__0__bias': normal(2),
           'parameter__decoder__0__weight': normal(2, 3), 'parameter__decoder__2__weight': normal(2, 2, 2)}
for name, size in (('l1Weights', torch.abs), ('l2Weights', torch.square)):
    term(name, {}, lambda leaves: sum(size(leaves['parameter.' + w]).sum()
         for w in ('encoder.0.weight', 'decoder.0.weight', 'decoder.2.weight')), **weights)
    term(name, {'of': 'decoder'}, lambda leaves: sum(size(leaves['parameter.' + w]).sum()
         for w in ('decoder.0.weight', 'decoder.2.weight')), **weights)

write(__file__)
