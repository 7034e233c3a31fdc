"""The jobs of any network that NumPy computes: one that can `step(x, rows)` and `evaluate(x, layers)`."""

import time

import numpy as np
from protocol import serve


def open_with(network_of):
    def open_job(job):
        state = {"network": network_of(job)}
        depth = sum(layer["layer"] == "dense" for layer in job.encoder)

        def check(_):
            state["network"] = network_of(job)
            for rows in job.check_order:
                state["network"].step(job.x, rows)
            x = job.x[: job.evaluated]
            return {"loss": float(np.mean((state["network"].evaluate(x) - x) ** 2, dtype=np.float64))}

        def train(request):
            network, order = state["network"], job.order
            start = time.perf_counter()
            for i in range(request["steps"]):
                network.step(job.x, order[i % len(order)])
            return {"steps": request["steps"], "seconds": time.perf_counter() - start}

        def encode(request):
            x = job.x[: request["rows"]]
            start = time.perf_counter()
            for _ in range(request["times"]):
                state["network"].evaluate(x, depth)
            return {"seconds": time.perf_counter() - start}

        return {"check": check, "train": train, "encode": encode}

    return open_job


def serve_network(network_of):
    serve(f"NumPy {np.__version__}", open_with(network_of))
