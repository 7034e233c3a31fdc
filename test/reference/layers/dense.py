"""dense on vectors and on sequences."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cases import case, normal, write  # noqa: E402

affine = lambda x, p: x @ p['weight'] + p['bias']
case('dense', {'units': 3}, normal(4, 5), affine, {'weight': normal(5, 3), 'bias': normal(3)})
case('dense', {'units': 2, 'bias': False}, normal(3, 4, 5), lambda x, p: x @ p['weight'], {'weight': normal(5, 2)})
write(__file__)
