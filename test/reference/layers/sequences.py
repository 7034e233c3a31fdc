"""gru, lstm and repeatVector, with sequences of unequal length and in reverse."""
import pathlib
import sys

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402


def gru_weights(p):
    """Ours are transposed, r, z, n side by side; of PyTorch's second bias we have the part of n."""
    h = p['state.bias'].shape[0]
    second = torch.cat([torch.zeros(2 * h), p['state.bias']])
    return [p['input.weight'].T, p['state.weight'].T, p['input.bias'], second]


def lstm_weights(p):
    """Ours stand in the order i, f, o, g; PyTorch's i, f, g, o."""
    def order(rows):
        i, f, o, g = rows.chunk(4)
        return torch.cat([i, f, g, o])
    bias = order(p['input.bias'])
    return [order(p['input.weight'].T), order(p['state.weight'].T), bias, torch.zeros_like(bias)]


def recurrent(name, weights_of, lengths=None):
    def f(settings):
        def run(x, p):
            module = getattr(torch.nn, name)(x.shape[2], settings['units'], batch_first=True)
            module._flat_weights = weights_of(p)  # what its forward pass reads
            given = x.flip(1) if settings.get('reverse') else x
            if lengths is not None:
                given = pack_padded_sequence(given, lengths, batch_first=True, enforce_sorted=False)
            states, last = module(given)
            if lengths is not None:
                states, _ = pad_packed_sequence(states, batch_first=True, total_length=x.shape[1])
            if settings.get('returns') == 'sequence':
                return states.flip(1) if settings.get('reverse') else states
            return (last[0] if isinstance(last, tuple) else last)[0]
        return run
    return f


def parameters(gates, features, units, own_bias):
    found = {
        'input.weight': normal(features, gates * units), 'input.bias': normal(gates * units),
        'state.weight': normal(units, gates * units),
    }
    return {**found, 'state.bias': normal(units)} if own_bias else found


def padded(lengths, steps, features):
    """Sequences of these lengths, the rest of the steps 0."""
    x = normal(len(lengths), steps, features)
    for row, length in enumerate(lengths):
        x[row, length:] = 0
    return x


for layer, name, weights_of, gates in [('gru', 'GRU', gru_weights, 3), ('lstm', 'LSTM', lstm_weights, 4)]:
    for settings, steps, features in [
        ({'units': 3}, 4, 2),
        ({'units': 2, 'returns': 'sequence'}, 5, 3),
        ({'units': 4}, 1, 1),
        ({'units': 3, 'reverse': True}, 4, 2),
        ({'units': 2, 'returns': 'sequence', 'reverse': True}, 5, 2),
    ]:
        f = recurrent(name, weights_of)(settings)
        case(layer, settings, normal(3, steps, features), f, parameters(gates, features, settings['units'], layer == 'gru'))
    lengths = [5, 2, 4, 1]
    for returns in ['last', 'sequence']:
        settings = {'units': 3, 'returns': returns, 'mask': True}
        f = recurrent(name, weights_of, lengths)(settings)
        case(layer, settings, padded(lengths, 5, 2), f, parameters(gates, 2, 3, layer == 'gru'))

case('repeatVector', {'times': 4}, normal(3, 2), lambda x, p: x[:, None, :].expand(-1, 4, -1))
write(__file__)
