"""PyTorch, eager: a resident data set, minibatches by index_select, foreach Adam, gradients set to None."""

import os
import time

import torch
from protocol import Unsupported, serve
from torch import nn
from torch.nn import functional

torch.set_num_threads(int(os.environ.get("PEER_THREADS", "1")))


def dense(layer, parameter, name):
    weight, bias = (torch.from_numpy(parameter(f"{name}.{kind}")) for kind in ("weight", "bias"))
    module = nn.Linear(*weight.shape)
    with torch.no_grad():
        module.weight.copy_(weight.t())
        module.bias.copy_(bias)
    return module


MODULES = {
    "dense": dense,
    "relu": lambda *_: nn.ReLU(inplace=True),
    "sigmoid": lambda *_: nn.Sigmoid(),
}


def network(job, part):
    modules = []
    for i, layer in enumerate(getattr(job, part)):
        make = MODULES.get(layer["layer"])
        if make is None:
            raise Unsupported("layer " + layer["layer"])
        modules.append(make(layer, job.parameter, f"{part}.{i}"))
    return nn.Sequential(*modules)


def open_job(job):
    x = torch.from_numpy(job.x).reshape(job.rows, *job.sizes)
    adam = job.adam
    state = {}

    def begin():
        state["encoder"], decoder = network(job, "encoder"), network(job, "decoder")
        state["model"] = nn.Sequential(state["encoder"], decoder)
        state["optimiser"] = torch.optim.Adam(
            state["model"].parameters(),
            adam["rate"],
            (adam["beta1"], adam["beta2"]),
            adam["epsilon"],
            foreach=True,
        )

    def run(batches):
        model, optimiser = state["model"], state["optimiser"]
        for rows in batches:
            batch = x.index_select(0, rows)
            optimiser.zero_grad(set_to_none=True)
            loss = functional.mse_loss(model(batch), batch)
            loss.backward()
            optimiser.step()
        return loss.item()

    check_order = torch.from_numpy(job.check_order).unbind()
    order = torch.from_numpy(job.order).unbind()

    def check(_):
        begin()
        run(check_order)
        with torch.inference_mode():
            rows = x[: job.evaluated]
            return {"loss": functional.mse_loss(state["model"](rows), rows).item()}

    def train(request):
        batches = [order[i % len(order)] for i in range(request["steps"])]
        start = time.perf_counter()
        run(batches)
        return {"steps": request["steps"], "seconds": time.perf_counter() - start}

    def encode(request):
        rows = x[: request["rows"]]
        with torch.inference_mode():
            start = time.perf_counter()
            for _ in range(request["times"]):
                state["encoder"](rows)
            return {"seconds": time.perf_counter() - start}

    begin()
    return {"check": check, "train": train, "encode": encode}


serve(f"PyTorch {torch.__version__}", open_job)
