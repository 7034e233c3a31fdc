"""Reference cases of symlog and appendLearned, in closed form: `python3 test/reference/layers/appended.py`, with numpy."""
import json
import pathlib

import numpy as np

generator = np.random.default_rng(11)


def tensor(a):
    return {'shape': list(a.shape), 'data': a.flatten().tolist()}


def case(layer, x, y, dy, dx, parameters=None, dparameters=None):
    named = lambda tensors: {name: tensor(value) for name, value in (tensors or {}).items()}
    return {
        'layer': layer, 'x': tensor(x), 'y': tensor(y), 'dy': tensor(dy), 'dx': tensor(dx),
        'parameters': named(parameters), 'dparameters': named(dparameters), 'buffers': {}, 'noise': {}, 'nextBuffers': {},
    }


def symlog(*shape):
    x, dy = 9 * generator.standard_normal(shape), generator.standard_normal(shape)
    return case({'layer': 'symlog'}, x, np.sign(x) * np.log1p(np.abs(x)), dy, dy / (1 + np.abs(x)))


def appended(*shape):
    x, value = generator.standard_normal(shape), generator.standard_normal(shape[1:-1])
    y = np.concatenate([x, np.broadcast_to(value[..., None], (*shape[:-1], 1))], -1)
    dy = generator.standard_normal(y.shape)
    return case({'layer': 'appendLearned'}, x, y, dy, dy[..., :-1], {'value': value}, {'value': dy[..., -1].sum(0)})


cases = [symlog(5, 4), symlog(2, 3, 4), appended(5, 4, 1), appended(2, 3, 2, 2)]
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(cases) + '\n')
