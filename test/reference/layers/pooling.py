"""Pooling and upsampling."""
import pathlib
import sys

from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402


def same(size, kernel, stride):
    """What "same" puts before and after an axis."""
    missing = max(0, (-(-size // stride) - 1) * stride + kernel - size)
    return missing // 2, missing - missing // 2


def edged(x, kernel, stride, value):
    """The rows with their edges for "same", the last axis first as F.pad wants them."""
    return F.pad(x, [n for size in reversed(x.shape[2:]) for n in same(size, kernel, stride)], value=value)


def pooled(kind, kernel, stride, padding):
    def f(x, p):
        axes = x.dim() - 2
        maximum, average = [(F.max_pool1d, F.avg_pool1d), (F.max_pool2d, F.avg_pool2d)][axes - 1]
        if padding == 'same':
            if kind == 'max':
                return maximum(edged(x, kernel, stride, float('-inf')), kernel, stride)
            ones = edged(x.new_ones(x.shape), kernel, stride, 0)
            return average(edged(x, kernel, stride, 0), kernel, stride) / average(ones, kernel, stride)
        zeros = 0 if padding == 'valid' else padding
        if kind == 'max':
            return maximum(x, kernel, stride, zeros)
        return average(x, kernel, stride, zeros, count_include_pad=False)
    return f


for name, sizes in [('1d', (9,)), ('2d', (6, 9))]:
    for kind, layer in [('max', 'maxPool'), ('average', 'averagePool')]:
        for kernel, stride, padding in [
            (2, 2, 'valid'), (3, 3, 'valid'), (4, 4, 'valid'), (3, 2, 'valid'), (2, 3, 'valid'),
            (3, 1, 'same'), (2, 2, 'same'), (4, 4, 'same'), (4, 3, 'same'), (3, 2, 1), (5, 2, 2),
        ]:
            settings = {'kernel': kernel, 'padding': padding, **({} if stride == kernel else {'stride': stride})}
            if padding == 'valid':
                del settings['padding']
            case(layer + name, settings, normal(2, 3, *sizes), pooled(kind, kernel, stride, padding))

for sizes in [(7,), (4, 5), (2, 3, 2)]:
    case('globalAveragePool', {}, normal(3, 4, *sizes), lambda x, p: x.flatten(2).mean(2))
    case('globalMaxPool', {}, normal(3, 4, *sizes), lambda x, p: x.flatten(2).amax(2))

for layer, mode, sizes in [
    ('upsampleNearest1d', 'nearest', (5,)), ('upsampleNearest2d', 'nearest', (3, 4)),
    ('upsampleLinear1d', 'linear', (5,)), ('upsampleBilinear2d', 'bilinear', (3, 4)),
]:
    corners = {} if mode == 'nearest' else {'align_corners': False}
    for factor in [1, 2, 3]:
        case(layer, {'factor': factor}, normal(2, 3, *sizes),
             lambda x, p: F.interpolate(x, scale_factor=factor, mode=mode, **corners))
    for further in [1, 4]:
        size = [n + further for n in sizes]
        case(layer, {'size': size}, normal(2, 3, *sizes), lambda x, p: F.interpolate(x, size=size, mode=mode, **corners))
    case(layer, {'factor': 2}, normal(2, 2, *(1 for _ in sizes)),
         lambda x, p: F.interpolate(x, scale_factor=2, mode=mode, **corners))
write(__file__)
