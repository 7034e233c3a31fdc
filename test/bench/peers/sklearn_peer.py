"""
scikit-learn's MLPRegressor: partial_fit over many minibatches at once, in float32, without shuffling of its own.

It has no sigmoid with a squared error, so its output is linear; the rest of the job is the same.
"""

import time
import warnings

import numpy as np
import sklearn
from protocol import Unsupported, serve
from sklearn.neural_network import MLPRegressor

CHUNK = 50


def open_job(job):
    layers = job.dense()
    if any(activation != "relu" for _, _, activation in layers[:-1]):
        raise Unsupported("layers that are not all relu")
    adam = job.adam
    state = {}
    warnings.filterwarnings("ignore")

    def begin():
        model = MLPRegressor(
            [w.shape[1] for w, _, _ in layers[:-1]],
            solver="adam",
            alpha=0.0,
            batch_size=job.batchSize,
            learning_rate_init=adam["rate"],
            beta_1=adam["beta1"],
            beta_2=adam["beta2"],
            epsilon=adam["epsilon"],
            shuffle=False,
        )
        first = job.x[job.check_order[0]]
        model.partial_fit(first, first)
        for i, (w, b, _) in enumerate(layers):
            model.coefs_[i][...], model.intercepts_[i][...] = w, b
        optimiser = model._optimizer
        optimiser.t = 0
        for array in optimiser.ms + optimiser.vs:
            array[...] = 0
        state["model"] = model

    def run(batches):
        for at in range(0, len(batches), CHUNK):
            chosen = job.x[batches[at : at + CHUNK].ravel()]
            state["model"].partial_fit(chosen, chosen)

    def check(_):
        begin()
        run(job.check_order)
        x = job.x[: job.evaluated]
        return {"loss": float(np.mean((state["model"].predict(x) - x) ** 2, dtype=np.float64))}

    def train(request):
        batches = np.resize(job.order, (request["steps"], job.batchSize))
        start = time.perf_counter()
        run(batches)
        return {"steps": request["steps"], "seconds": time.perf_counter() - start}

    begin()
    return {"check": check, "train": train}


serve(f"scikit-learn {sklearn.__version__}", open_job)
