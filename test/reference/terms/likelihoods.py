"""Reference cases of the likelihoods: `python3 test/reference/terms/likelihoods.py`, with mpmath and scipy.

Values and gradients are those of the log-densities below at 50 digits, by numerical differentiation. What scipy.stats has
of them, it has been asked for too: the script fails where it says otherwise.
"""
import json
import pathlib
import random

import numpy
from mpmath import beta as beta_function, diff, exp, expm1, factorial, log, loggamma, mp, mpf, pi
from scipy import stats

mp.dps = 50
random.seed(11)
cases = []


def normal(scale=1.0):
    return lambda: round(random.gauss(0, scale), 6)


def softplus(x):
    return log(1 + exp(x))


def sigmoid(x):
    return 1 / (1 + exp(-x))


# The negative log-likelihood of one entry t under the numbers o that the decoder gives for it.

def gaussian(t, o):
    assert_close(-stats.norm(float(o[0]), float(exp(o[1] / 2))).logpdf(float(t)), r := (log(2 * pi) + o[1] + (t - o[0]) ** 2 / exp(o[1])) / 2)
    return r


def laplace(t, o):
    assert_close(-stats.laplace(float(o[0]), float(exp(o[1]))).logpdf(float(t)), r := log(2) + o[1] + abs(t - o[0]) / exp(o[1]))
    return r


def student(nu):
    def f(t, o):
        z = (t - o[0]) / exp(o[1])
        r = loggamma(mpf(nu) / 2) - loggamma((mpf(nu) + 1) / 2) + log(nu * pi) / 2 + o[1] + (mpf(nu) + 1) / 2 * log(1 + z ** 2 / nu)
        assert_close(-stats.t(nu, float(o[0]), float(exp(o[1]))).logpdf(float(t)), r)
        return r
    return f


def poisson(t, o):
    assert_close(-stats.poisson(float(exp(o[0]))).logpmf(float(t)), r := exp(o[0]) - t * o[0] + log(factorial(t)))
    return r


def negative_binomial(t, o):
    mean, theta = exp(o[0]), exp(o[1])
    r = -(loggamma(t + theta) - loggamma(theta) - log(factorial(t)) + theta * log(theta / (theta + mean)) + t * log(mean / (theta + mean)))
    assert_close(-stats.nbinom(float(theta), float(theta / (theta + mean))).logpmf(float(t)), r, 1e-7)
    return r


def zero_inflated(t, o):
    dropout = sigmoid(o[2])
    return -log((dropout if t == 0 else 0) + (1 - dropout) * exp(-negative_binomial(t, o)))


def beta(t, o):
    a, b = exp(o[0]), exp(o[1])
    assert_close(-stats.beta(float(a), float(b)).logpdf(float(t)), r := log(beta_function(a, b)) - (a - 1) * log(t) - (b - 1) * log(1 - t))
    return r


def pinball(levels):
    return lambda t, o: sum(max(q * (t - y), (q - 1) * (t - y)) for q, y in zip(map(mpf, levels), o))


def logistic(levels):
    def f(t, o):
        half = mpf(1) / (2 * (levels - 1))
        above = 1 if t > 1 - half else sigmoid((t - o[0] + half) / exp(o[1]))
        below = 0 if t < half else sigmoid((t - o[0] - half) / exp(o[1]))
        return -log(above - below)
    return f


def categorical(smoothing=0):
    def f(t, o):
        normaliser = log(sum(map(exp, o)))
        return sum(((1 - mpf(smoothing)) * (i == t) + mpf(smoothing) / len(o)) * (normaliser - y) for i, y in enumerate(o))
    return f


def assert_close(scipy, exact, bound=1e-9):
    assert abs(scipy - exact) <= bound * max(1, abs(exact)), (scipy, exact)


def shaped(values, *shape):
    return {'shape': list(shape), 'data': [float(v) for v in values]}


def example(term, rows, entries, parts, f, target, output, weight=None, mask=None, library=False, ignored=None):
    """One example of rows of so many entries: targets [rows, entries], outputs [rows, entries, parts]."""
    ts = [[mpf(target()) for _ in range(entries)] for _ in range(rows)]
    os = [[[mpf(output[p % len(output)]()) for p in range(parts)] for _ in range(entries)] for _ in range(rows)]
    known = lambda n, i: (mask is None or mask[n][i] == 1) and ts[n][i] != ignored

    def row(n, flat):
        o = [list(flat[i * parts:(i + 1) * parts]) for i in range(entries)]
        if library:
            seen = [i for i in range(entries) if known(n, i)]
            total = log(max(1, sum(ts[n][i] for i in seen)))
            normaliser = log(sum(exp(o[i][0]) for i in seen)) if seen else 0
            o = [[total + o[i][0] - normaliser, *o[i][1:]] for i in range(entries)]
        return sum(f(ts[n][i], o[i]) for i in range(entries) if known(n, i))

    weights = weight or [1] * rows
    flats = [[mpf(v) for entry in os[n] for v in entry] for n in range(rows)]
    total = sum(map(mpf, weights))
    if term.get('reduction') == 'mean':
        total = sum(mpf(weights[n]) for n in range(rows) for i in range(entries) if known(n, i))
    value = sum(mpf(weights[n]) * row(n, flats[n]) for n in range(rows)) / total
    gradient = []
    for n in range(rows):
        for k in range(len(flats[n])):
            at = lambda v: row(n, flats[n][:k] + [v] + flats[n][k + 1:])
            gradient.append(mpf(weights[n]) * diff(at, flats[n][k]) / total)
    shape = [rows, entries] if parts == 1 and term['term'] == 'poisson' else [rows, entries, parts]
    given = {'target': shaped([t for r in ts for t in r], rows, entries), 'output': shaped([v for r in flats for v in r], *shape)}
    if weight:
        given['weight'] = shaped(weight, rows)
    if mask:
        given['mask'] = shaped([m for r in mask for m in r], rows, entries)
    cases.append({'term': term, 'given': given, 'value': float(value), 'gradients': {'output': shaped(gradient, *shape)}})


def examples(term, parts, f, target, output, **more):
    weight, mask = [0.5, 1.25, 2.0], [[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 1, 1]]
    example(term, 3, 4, parts, f, target, output, **more)
    example({**term, 'reduction': 'mean'}, 3, 4, parts, f, target, output, weight=weight, mask=mask, **more)
    example({**term, 'reduction': 'sum'}, 3, 4, parts, f, target, output, weight=weight, mask=mask, **more)


count = lambda: random.choice([0, 0, 1, 2, 3, 7, 20, 150])
examples({'term': 'gaussianLikelihood'}, 2, gaussian, normal(2), [normal(2), normal(1.5)])
examples({'term': 'laplace'}, 2, laplace, normal(2), [normal(2), normal(1.5)])
examples({'term': 'studentT'}, 2, student(4), normal(2), [normal(2), normal(1.5)])
examples({'term': 'studentT', 'degrees': 0.75}, 2, student(0.75), normal(9), [normal(2), normal(1.5)])
examples({'term': 'poisson'}, 1, poisson, count, [normal(2)])
examples({'term': 'poisson', 'library': True}, 1, poisson, count, [normal(2)], library=True)
examples({'term': 'negativeBinomial'}, 2, negative_binomial, count, [normal(2), normal(2)])
examples({'term': 'negativeBinomial'}, 2, negative_binomial, count, [normal(2), lambda: 9 + normal(1)()])
examples({'term': 'negativeBinomial', 'library': True}, 2, negative_binomial, count, [normal(2), normal(2)], library=True)
examples({'term': 'zeroInflatedNegativeBinomial'}, 3, zero_inflated, count, [normal(2), normal(2), normal(2)])
examples({'term': 'zeroInflatedNegativeBinomial', 'library': True}, 3, zero_inflated, count, [normal(2)], library=True)
examples({'term': 'beta'}, 2, beta, lambda: round(random.uniform(0.01, 0.99), 6), [normal(1.5)])
examples({'term': 'quantiles', 'levels': [0.1, 0.5, 0.9]}, 3, pinball([0.1, 0.5, 0.9]), normal(2), [normal(2)])
examples({'term': 'discretisedLogistic'}, 2, logistic(256), lambda: random.choice([0, 1, 17, 128, 254, 255]) / mpf(255), [normal(0.5), lambda: -2 + normal(1)()])
examples({'term': 'discretisedLogistic', 'levels': 3}, 2, logistic(3), lambda: random.choice([0, 0.5, 1]), [normal(1), normal(1)])
examples({'term': 'categoricalLikelihood', 'classes': 5}, 5, categorical(), lambda: random.randrange(5), [normal(2)])
examples({'term': 'categoricalLikelihood', 'classes': 5, 'ignored': 0, 'smoothing': 0.25}, 5, categorical(0.25), lambda: random.randrange(5), [normal(2)], ignored=0)


def one_hot(rows, groups):
    return [[1 if i == random.randrange(groups) else 0 for i in range(groups)] for _ in range(rows)]


def table():
    """Two numbers, a category of three, a yes/no, a count: each as the terms above, with the weights that balance them."""
    rows, ln = 3, log
    ts, os = [], []
    for _ in range(rows):
        chosen = random.randrange(3)
        ts.append([normal()(), normal()(), *(1 if i == chosen else 0 for i in range(3)), random.randrange(2), count()])
        os.append([mpf(normal()()) for _ in range(8)])

    def row(t, o):
        t = list(map(mpf, t))
        numbers = (o[0] - t[0]) ** 2 + (o[1] - t[1]) ** 2
        category = sum(t[2 + i] * (ln(sum(map(exp, o[2:5]))) - o[2 + i]) for i in range(3)) / ln(3)
        answer = (softplus(o[5]) - t[5] * o[5]) / ln(2)
        return numbers + category + answer + 2 * negative_binomial(t[6], o[6:8])

    value = sum(row(t, o) for t, o in zip(ts, os)) / rows
    gradient = [diff(lambda v: row(t, o[:k] + [v] + o[k + 1:]), o[k]) / rows for t, o in zip(ts, os) for k in range(8)]
    groups = [
        {'columns': 2, 'likelihood': {'term': 'mse', 'reduction': 'sum'}},
        {'columns': 3, 'likelihood': {'term': 'softmaxCrossEntropy'}},
        {'columns': 1, 'likelihood': {'term': 'bceWithLogits', 'reduction': 'sum'}},
        {'columns': 1, 'likelihood': {'term': 'negativeBinomial', 'weight': 2}},
    ]
    cases.append({
        'term': {'term': 'columnLikelihoods', 'groups': groups},
        'given': {'target': shaped([v for t in ts for v in t], rows, 7), 'output': shaped([v for o in os for v in o], rows, 8)},
        'value': float(value),
        'gradients': {'output': shaped(gradient, rows, 8)},
    })


def classes():
    rows, width = 3, 4
    ts = [[float(v) for v in numpy.random.default_rng(n).dirichlet([1] * width)] for n in range(rows)]
    os = [[mpf(normal(2)()) for _ in range(width)] for _ in range(rows)]
    row = lambda t, o: sum(mpf(t[i]) * (log(sum(map(exp, o))) - o[i]) for i in range(width))
    cases.append({
        'term': {'term': 'softmaxCrossEntropy'},
        'given': {'target': shaped([v for t in ts for v in t], rows, width), 'output': shaped([v for o in os for v in o], rows, width)},
        'value': float(sum(row(t, o) for t, o in zip(ts, os)) / rows),
        'gradients': {'output': shaped([diff(lambda v: row(t, o[:k] + [v] + o[k + 1:]), o[k]) / rows for t, o in zip(ts, os) for k in range(width)], rows, width)},
    })


classes()
table()
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(cases) + '\n')
