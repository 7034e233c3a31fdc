"""flatten and reshape."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402

for sizes in [(5,), (3, 4), (2, 3, 5)]:
    case('flatten', {}, normal(3, *sizes), lambda x, p: x.flatten(1))

for sizes, wanted in [((12,), (2, 3, 2)), ((2, 3, 4), (4, 6)), ((6, 1), (1, 2, 1, 3))]:
    case('reshape', {'sizes': list(wanted)}, normal(2, *sizes), lambda x, p: x.reshape(-1, *wanted))
write(__file__)
