"""Reference cases of the loss terms on codes: `/usr/bin/python3 test/reference/terms/codes.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import normal, term, torch, write
from torch.distributions import Normal, kl_divergence


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

write(__file__)
