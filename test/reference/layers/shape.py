"""Layers that move entries: flatten, reshape, permute, pad, crop, patches, blocks; and branches that are joined."""
import pathlib
import sys

import torch
from torch.nn import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402

for sizes in [(5,), (3, 4), (2, 3, 5)]:
    case('flatten', {}, normal(3, *sizes), lambda x, p: x.flatten(1))

for sizes, wanted in [((12,), (2, 3, 2)), ((2, 3, 4), (4, 6)), ((6, 1), (1, 2, 1, 3))]:
    case('reshape', {'sizes': list(wanted)}, normal(2, *sizes), lambda x, p: x.reshape(-1, *wanted))

for sizes, axes in [((4,), (0,)), ((3, 4), (1, 0)), ((2, 3, 4), (2, 0, 1)), ((2, 3, 4), (0, 2, 1)), ((2, 1, 3, 2), (3, 1, 0, 2))]:
    case('permute', {'axes': list(axes)}, normal(2, *sizes), lambda x, p: x.permute(0, *(a + 1 for a in axes)))


def around(by):
    """Pairs in the order of F.pad: the last axis first."""
    return [n for pair in reversed(by) for n in pair]


for sizes, by in [((4,), [[1, 2]]), ((3, 4), [[0, 1], [2, 0]]), ((2, 3, 5), [[0, 0], [1, 1], [0, 3]])]:
    case('pad', {'by': by}, normal(2, *sizes), lambda x, p: F.pad(x, around(by)))
for sizes, by in [((4,), [[1, 2]]), ((3, 4), [[0, 1], [2, 0]]), ((2, 3, 5), [[0, 0], [1, 1], [0, 3]])]:
    case('crop', {'by': by}, normal(2, *sizes), lambda x, p: F.pad(x, [-n for n in around(by)]))

for size, sizes in [(1, (2, 3, 2)), (2, (3, 4, 6)), (3, (1, 3, 9))]:
    patches = normal(2, *sizes).numel() // 2 // (sizes[0] * size * size)
    case('patches', {'size': size}, normal(2, *sizes), lambda x, p: F.unfold(x, size, stride=size).transpose(1, 2))
    case('unpatches', {'size': size, 'image': list(sizes[1:])}, normal(2, patches, sizes[0] * size * size),
         lambda x, p: F.fold(x.transpose(1, 2), sizes[1:], size, stride=size))

for block, sizes in [(1, (2, 3, 2)), (2, (3, 4, 6)), (3, (1, 3, 9))]:
    channels, height, width = sizes
    case('spaceToDepth', {'block': block}, normal(2, *sizes), lambda x, p: F.pixel_unshuffle(x, block))
    case('depthToSpace', {'block': block}, normal(2, channels * block ** 2, height // block, width // block),
         lambda x, p: F.pixel_shuffle(x, block))

twisted = [[{'layer': 'tanh'}], [], [{'layer': 'dense', 'units': 4}]]
weights = lambda: {'branches.2.0.weight': normal(4, 4), 'branches.2.0.bias': normal(4)}
for settings, axis in [({}, -1), ({'axis': 0}, 1), ({'axis': -2}, -2)]:
    case('parallel', {'branches': twisted, **settings}, normal(2, 3, 4),
         lambda x, p: torch.cat([x.tanh(), x, x @ p['branches.2.0.weight'] + p['branches.2.0.bias']], axis), weights())

for settings, axis, sizes in [({}, -1, (3, 6)), ({'axis': 0}, 1, (6, 4)), ({'axis': -2}, -2, (6, 2))]:
    case('splitAxis', {'parts': [3, 1, 2], 'branches': [[{'layer': 'tanh'}], [], [{'layer': 'sigmoid'}]], **settings},
         normal(2, *sizes), lambda x, p: torch.cat([f(part) for f, part in zip(
             (torch.tanh, lambda x: x, torch.sigmoid), x.split([3, 1, 2], axis))], axis))
case('splitAxis', {'branches': [[{'layer': 'tanh'}], []], 'axis': 0}, normal(2, 4, 3),
     lambda x, p: torch.cat([x.chunk(2, 1)[0].tanh(), x.chunk(2, 1)[1]], 1))
write(__file__)
