"""Reference cases of the loss terms that compare whole rows: `/usr/bin/python3 test/reference/terms/rows.py`."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from cases import generator, normal, term, torch, write
import torch.nn.functional as F


def counted(leaves, errors):
    """The mean over the rows of errors that are given masked rows."""
    target, output = leaves['target'], leaves['output']
    if 'mask' in leaves:
        mask = leaves['mask'].detach()
        target, output = target * mask, output * mask
    e = errors(target, output)
    if 'weight' not in leaves:
        return e.mean()
    weight = leaves['weight'].detach()
    return (e * weight).sum() / weight.sum()


def cosine(target, output):
    return 1 - F.cosine_similarity(target.flatten(1), output.flatten(1), dim=1)


def rows(name, settings, errors, *shape):
    given = {'target': normal(*shape), 'output': normal(*shape)}
    weight, mask = normal(shape[0]).abs(), (normal(*shape) > -0.5).double()
    f = lambda leaves: counted(leaves, errors)
    term(name, settings, f, **given)
    term(name, settings, f, **given, weight=weight)
    term(name, settings, f, **given, mask=mask)
    term(name, settings, f, **given, weight=weight, mask=mask)


rows('cosineDistance', {}, cosine, 5, 4)
rows('cosineDistance', {}, cosine, 3, 2, 3)


# --- structural similarity, from the papers' formulas with PyTorch's convolution --------------------------------------
def compared(x, y, window=11, deviation=1.5, range=1):
    """Luminance and contrast with structure, pixel by pixel."""
    at = torch.arange(window) - (window - 1) / 2
    line = torch.exp(-0.5 * (at / deviation) ** 2)
    line = line / line.sum()
    kernel = torch.outer(line, line)[None, None]
    blur = lambda a: F.conv2d(a.flatten(0, 1)[:, None], kernel).reshape(*a.shape[:2], a.shape[2] - window + 1, -1)
    c1, c2 = (0.01 * range) ** 2, (0.03 * range) ** 2
    mx, my = blur(x), blur(y)
    vx, vy, cov = blur(x * x) - mx ** 2, blur(y * y) - my ** 2, blur(x * y) - mx * my
    return (2 * mx * my + c1) / (mx ** 2 + my ** 2 + c1), (2 * cov + c2) / (vx + vy + c2)


def ssim(**settings):
    def errors(x, y):
        light, structure = compared(x, y, **settings)
        return 1 - (light * structure).flatten(1).mean(1)
    return errors


def multi_scale(exponents, **settings):
    def errors(x, y):
        product = 1
        for i, exponent in enumerate(exponents):
            light, structure = (a.mean((2, 3)).clamp(min=1e-4) for a in compared(x, y, **settings))
            product = product * structure ** exponent
            if i == len(exponents) - 1:
                product = product * light ** exponent
            x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
        return 1 - product.mean(1)
    return errors


rows('ssim', {}, ssim(), 2, 1, 13, 12)
rows('ssim', {'window': 3, 'deviation': 0.8, 'range': 4}, ssim(window=3, deviation=0.8, range=4), 3, 2, 4, 6)
rows('ssim', {'window': 4}, ssim(window=4), 2, 3, 5, 4)


def images(settings, errors, *shape):
    """An output that resembles the target, so that no mean is below the least."""
    x = torch.rand(*shape, generator=generator)
    y = 0.7 * x + 0.3 * torch.rand(*shape, generator=generator)
    weight = normal(shape[0]).abs()
    term('multiScaleSsim', settings, lambda leaves: counted(leaves, errors), target=x, output=y)
    term('multiScaleSsim', settings, lambda leaves: counted(leaves, errors), target=x, output=y, weight=weight)


images({'window': 3, 'exponents': [0.25, 0.75]}, multi_scale([0.25, 0.75], window=3), 3, 2, 7, 6)
images({'window': 2, 'deviation': 1, 'range': 0.5}, multi_scale([0.0448, 0.2856, 0.3001, 0.2363, 0.1333], window=2, deviation=1, range=0.5), 2, 1, 32, 33)
images({'window': 5, 'exponents': [1]}, multi_scale([1], window=5), 2, 1, 6, 5)
# Unlike images: means below the least.
rows('multiScaleSsim', {'window': 3, 'exponents': [0.5, 0.5]}, multi_scale([0.5, 0.5], window=3), 4, 2, 6, 6)

write(__file__)
