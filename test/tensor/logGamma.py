"""log Γ, ψ and their differences at 50 digits: `python3 test/tensor/logGamma.py`, with mpmath."""
import json
import pathlib

from mpmath import digamma, loggamma, mp, mpf

mp.dps = 50
points = ['1e-12', '1e-6', '0.001', '0.03', '0.25', '0.5', '0.9', '0.999', '1', '1.001', '1.25', '1.4616321449683623',
          '1.5', '1.999', '2', '2.001', '2.5', '3', '4.75', '6', '7.999', '8', '8.001', '9.5', '12', '20', '57.25', '100',
          '1000', '12345.678', '1e5', '1e6', '1e8', '1e10', '1e12']
added = ['0', '0.5', '1', '3', '17', '250', '10000']
number = lambda text: mpf(float(text))
written = {
    'points': [
        {'x': float(x), 'logGamma': float(loggamma(number(x))), 'digamma': float(digamma(number(x)))} for x in points
    ],
    'rises': [
        {'a': float(a), 'x': float(x), 'logRising': float(loggamma(number(a) + number(x)) - loggamma(number(a))),
         'slope': float(digamma(number(a) + number(x)) - digamma(number(a)))}
        for a in points for x in added
    ],
}
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(written) + '\n')
