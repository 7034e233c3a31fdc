"""Reads a file with pandas or NumPy: prints the seconds and the peak of memory. PATH READER"""

import json
import resource
import sys
import time

path, reader = sys.argv[1:]
if reader == "numpy":
    import numpy

    read = numpy.load
else:
    import pandas

    read = {"pandas": pandas.read_csv, "pyarrow": lambda name: pandas.read_csv(name, engine="pyarrow")}[reader]
start = time.perf_counter()
numbers = read(path).size
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "numbers": int(numbers), "peak": peak}))
