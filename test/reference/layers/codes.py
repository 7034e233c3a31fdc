"""Reference cases of codes: `/usr/bin/python3 test/reference/layers/codes.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import case, generator, normal, torch, write


def affine(i, o):
    return {'weight': normal(i, o), 'bias': normal(o)}


def gaussian(noise):
    def f(x, p):
        mean, log_variance = (x @ p['weight'] + p['bias']).chunk(2, -1)
        return mean + torch.exp(log_variance / 2) * noise
    return f


e = normal(5, 3)
case('gaussian', {'units': 3}, normal(5, 4), gaussian(e), affine(4, 6), noise={'normal': e})
e = normal(2, 3, 2)
case('gaussian', {'units': 2}, normal(2, 3, 4), gaussian(e), affine(4, 4), noise={'normal': e})
case('gaussian', {'units': 3}, normal(5, 4), gaussian(0), affine(4, 6), noise={'normal': torch.zeros(5, 3)})



def uniform(*shape):
    return torch.rand(*shape, generator=generator)


def straight(value, surrogate):
    """The value of one tensor with the gradient of another."""
    return surrogate + (value - surrogate).detach()


def bernoulli(noise, temperature, hard):
    def f(x, p):
        code = torch.distributions.RelaxedBernoulli(torch.tensor(temperature), logits=x @ p['weight'] + p['bias'])
        relaxed = torch.sigmoid((code.logits + torch.logit(noise)) / temperature)
        return straight((relaxed > 0.5).double(), relaxed) if hard else relaxed
    return f


def categorical(noise, groups, temperature, hard):
    def f(x, p):
        logits = (x @ p['weight'] + p['bias']).unflatten(-1, (groups, -1))
        gumbel = 0 if noise is None else -torch.log(-torch.log(noise.unflatten(-1, (groups, -1))))
        relaxed = torch.softmax((logits + gumbel) / temperature, -1)
        one_hot = torch.nn.functional.one_hot(relaxed.argmax(-1), relaxed.shape[-1]).double()
        return (straight(one_hot, relaxed) if hard else relaxed).flatten(-2)
    return f


on, off = torch.tensor(1.0), torch.tensor(0.0)
for hard in (False, True):
    u = uniform(5, 3)
    case('bernoulli', {'units': 3, 'temperature': 0.4, 'hard': hard}, normal(5, 4), bernoulli(u, 0.4, hard), affine(4, 3),
         noise={'uniform': u, 'isTraining': on})
    case('bernoulli', {'units': 3, 'temperature': 0.4, 'hard': hard}, normal(5, 4),
         bernoulli(torch.full((5, 3), 0.5), 1.0, hard), affine(4, 3), noise={'uniform': torch.full((5, 3), 0.5), 'isTraining': off})
    u = uniform(5, 6)
    case('categorical', {'groups': 2, 'classes': 3, 'temperature': 0.7, 'hard': hard}, normal(5, 4),
         categorical(u, 2, 0.7, hard), affine(4, 6), noise={'uniform': u, 'isTraining': on})
    case('categorical', {'groups': 2, 'classes': 3, 'temperature': 0.7, 'hard': hard}, normal(5, 4),
         categorical(None, 2, 1.0, hard), affine(4, 6), noise={'uniform': torch.full((5, 6), 0.5), 'isTraining': off})
u = uniform(2, 3, 4)
case('categorical', {'groups': 1, 'classes': 4}, normal(2, 3, 4), categorical(u, 1, 1.0, False), affine(4, 4),
     noise={'uniform': u, 'isTraining': on})


def quantiser(codes, axis=-1):
    """The nearest code by explicit distances, straight through."""
    def f(x, p):
        book = codes + p.get('codebook', 0)
        rows = x.movedim(axis, -1).flatten(0, -2)
        distances = torch.cdist(rows, book).detach()
        found = book[distances.argmin(1)].reshape(x.movedim(axis, -1).shape).movedim(-1, axis)
        return straight(found, x)
    return f


def restarts(rows, noise):
    """Random rows, each moved a little."""
    chosen = rows[(noise['place'] * len(rows)).floor().long()]
    return chosen + 0.01 * rows.pow(2).mean().sqrt() * noise['jitter']


def upkeep(x, axis, noise, buffers, decay, restart, codebook=None):
    """The next buffers, code by code."""
    rows = x.movedim(axis, -1).flatten(0, -2)
    book = buffers['codes'] if codebook is None else buffers['codes'] + codebook
    chosen = torch.cdist(rows, book).argmin(1)
    count, following = buffers['count'].clone(), {name: value.clone() for name, value in buffers.items()}
    for k in range(len(book)):
        mine = rows[chosen == k]
        count[k] = decay * buffers['count'][k] + (1 - decay) * len(mine)
        if codebook is None:
            following['sum'][k] = decay * buffers['sum'][k] + (1 - decay) * mine.sum(0)
            if count[k] > 1e-6:
                following['codes'][k] = following['sum'][k] / count[k]
    share = count.mean()
    fresh = buffers['count'].sum() <= 0
    for k, row in enumerate(restarts(rows, noise)):
        dead = fresh or count[k] < restart * share
        following['count'][k] = share if dead else count[k]
        if dead:
            following['codes'][k] = row if codebook is None else row - codebook[k]
            if codebook is None:
                following['sum'][k] = row * share
    return following


for learning in ('average', 'gradient'):
    for shape, axis, begun in (((6, 2), -1, True), ((2, 4, 2), -1, True), ((3, 2, 2, 2), 0, True), ((6, 2), -1, False)):
        x = normal(*shape)
        noise = {'isTraining': on, 'place': uniform(4), 'jitter': normal(4, 2)}
        buffers = {'count': torch.tensor([1.5, 0.001, 0.8, 2.0]) * begun, 'codes': normal(4, 2) * begun}
        parameters = {}
        if learning == 'average':
            buffers['sum'] = buffers['codes'] * buffers['count'][:, None]
        else:
            parameters['codebook'] = normal(4, 2)
        next_buffers = upkeep(x, axis + (axis >= 0), noise, buffers, 0.9, 0.2, parameters.get('codebook'))
        settings = {'codes': 4, 'learning': learning, 'decay': 0.9, 'restart': 0.2, 'axis': axis}
        case('vectorQuantiser', settings, x, quantiser(buffers['codes'], axis + (axis >= 0)), parameters, buffers, noise,
             lambda: next_buffers)


def scalars(levels):
    """Bounds, rounding and straight-through as in the paper's appendix."""
    levels = torch.tensor(levels)
    half = (levels - 1) * (1 + 1e-3) / 2
    offset = torch.where(levels % 2 == 0, 0.5, 0.0)
    width = levels // 2

    def f(x, _):
        bounded = torch.tanh(x + torch.atanh(offset / half)) * half - offset
        return straight(bounded.round(), bounded) / width
    return f


case('finiteScalarQuantiser', {'levels': [2, 3, 4, 5, 8]}, 2 * normal(7, 5), scalars([2, 3, 4, 5, 8]))
case('finiteScalarQuantiser', {'levels': [8, 5]}, normal(2, 3, 2), scalars([8, 5]))


def power_spherical(dimensions, uniform, g, is_training):
    """The distribution of De Cao and Aziz, a Beta of whole β as a product of powers of uniform numbers."""
    beta = (dimensions - 1) // 2

    def f(x, p):
        h = x @ p['weight'] + p['bias']
        mu = torch.nn.functional.normalize(h[..., :-1], dim=-1)
        if not is_training:
            return mu
        shapes = beta + h[..., -1:].exp() + torch.arange(beta)
        z = (uniform ** (1 / shapes)).prod(-1, keepdim=True)
        t = 2 * z - 1
        across = torch.nn.functional.normalize(g - (g * mu).sum(-1, keepdim=True) * mu, dim=-1)
        return t * mu + (1 - t ** 2).sqrt() * across
    return f


for d, shape in ((3, (5, 4)), (7, (5, 4)), (5, (2, 3, 4))):
    u, g = uniform(*shape[:-1], (d - 1) // 2), normal(*shape[:-1], d)
    case('powerSpherical', {'dimensions': d}, normal(*shape), power_spherical(d, u, g, True), affine(4, d + 1),
         noise={'uniform': u, 'normal': g, 'isTraining': on})
u, g = torch.full((5, 2), 0.5), torch.zeros(5, 5)
case('powerSpherical', {'dimensions': 5}, normal(5, 4), power_spherical(5, u, g, False), affine(4, 6),
     noise={'uniform': u, 'normal': g, 'isTraining': off})


def batch_top_k(k, threshold=None):
    def f(x, _):
        if threshold is not None:
            return torch.where(x > threshold, x, 0)
        flat = x.flatten()
        kept = flat.topk(k * x[..., 0].numel()).indices
        return torch.zeros_like(flat).index_put((kept,), flat[kept]).reshape(x.shape)
    return f


for shape in ((5, 6), (3, 2, 4)):
    for before in (0.0, 0.3):
        x = normal(*shape)
        kept = batch_top_k(2)(x, {})
        least = kept[kept > 0].min()
        after = least if before == 0 else before + 0.2 * (least - before)
        case('batchTopK', {'k': 2, 'momentum': 0.2}, x, batch_top_k(2), buffers={'threshold': torch.tensor(before)},
             noise={'isTraining': on}, next_buffers=lambda: {'threshold': after})
case('batchTopK', {'k': 2}, normal(5, 6), batch_top_k(2, 0.7), buffers={'threshold': torch.tensor(0.7)},
     noise={'isTraining': off}, next_buffers=lambda: {'threshold': torch.tensor(0.7)})


class JumpRelu(torch.autograd.Function):
    """Forward and backward as in the paper's section 3 and appendix J."""
    @staticmethod
    def forward(ctx, x, threshold, bandwidth):
        ctx.save_for_backward(x, threshold)
        ctx.bandwidth = bandwidth
        return x * (x > threshold)

    @staticmethod
    def backward(ctx, dy):
        x, threshold = ctx.saved_tensors
        rectangle = (((x - threshold) / ctx.bandwidth).abs() < 0.5).double()
        dthreshold = -(threshold / ctx.bandwidth) * rectangle * dy
        return (x > threshold) * dy, dthreshold.flatten(0, -2).sum(0), None


for shape, bandwidth in (((40, 3), 0.5), ((4, 5, 3), 1.0)):
    case('jumpRelu', {'bandwidth': bandwidth}, normal(*shape),
         lambda x, p: JumpRelu.apply(x, p['logThreshold'].exp(), bandwidth), {'logThreshold': normal(3) / 2})


def gated(x, p):
    """The gate of a Gated SAE; its weights are those of the dense layer before it."""
    magnitude = torch.relu(p['logScale'].exp() * x + p['magnitudeBias'])
    return (x + p['gateBias'] > 0) * magnitude


case('gated', {}, normal(6, 4), gated, {name: normal(4) for name in ('gateBias', 'logScale', 'magnitudeBias')})
case('gated', {}, normal(2, 3, 4), gated, {name: normal(4) for name in ('gateBias', 'logScale', 'magnitudeBias')})


def top_k(k):
    return lambda x, _: x * torch.zeros_like(x).scatter(-1, x.topk(k).indices, 1)


x = normal(5, 6)
silent = torch.tensor([0.0, 2.0, 3.0, 7.0, 0.0, 1.0])
on_now = (top_k(1)(x, {}) != 0).any(0)
case('deadLatents', {'body': [{'layer': 'topK', 'k': 1}], 'k': 2, 'after': 3}, x, top_k(1), buffers={'silent': silent},
     noise={'isTraining': on}, next_buffers=lambda: {'silent': torch.where(on_now, 0.0, silent + 1)})

write(__file__)
