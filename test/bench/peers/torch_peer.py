"""PyTorch, eager: a resident data set, minibatches by index_select, foreach Adam, gradients set to None."""

import os
import time

import torch
from protocol import serve
from torch.nn import functional
from torch_losses import Autoencoder

torch.set_num_threads(int(os.environ.get("PEER_THREADS", "1")))


def adam(parameters, settings):
    betas = settings["beta1"], settings["beta2"]
    return torch.optim.Adam(parameters, settings["rate"], betas, settings["epsilon"], foreach=True)


def alone(model, settings):
    """The step of an autoencoder."""
    optimiser = adam(model.parameters(), settings)

    def step(batch):
        optimiser.zero_grad(set_to_none=True)
        loss = model.loss(batch, model.encoder(batch))
        loss.backward()
        optimiser.step()
        return loss

    return step


def against(model, settings):
    """The step of an adversarial one: the discriminator first, then the networks against what it has become."""
    own = [*model.encoder.parameters(), *model.decoder.parameters()]
    optimiser, rival = adam(own, settings), adam(model.judge.parameters(), settings)
    kinds = None

    def learn(code):
        nonlocal kinds
        if kinds is None:
            kinds = torch.cat([torch.ones(len(code), 1), torch.zeros(len(code), 1)])
        rival.zero_grad(set_to_none=True)
        logits = model.judge(torch.cat([torch.randn_like(code), code.detach()]))
        (2 * functional.binary_cross_entropy_with_logits(logits, kinds)).backward()
        rival.step()

    def step(batch):
        optimiser.zero_grad(set_to_none=True)
        code = model.encoder(batch)
        learn(code)
        model.judge.requires_grad_(False)
        loss = model.loss(batch, code)
        loss.backward()
        model.judge.requires_grad_(True)
        optimiser.step()
        return loss

    return step


def open_job(job):
    x = torch.from_numpy(job.x).reshape(job.rows, *job.sizes)
    state = {}

    def begin():
        model = state["model"] = Autoencoder(job)
        state["step"] = (against if model.judge else alone)(model, job.adam)

    def run(batches):
        step = state["step"]
        for rows in batches:
            loss = step(x.index_select(0, rows))
        return loss.item()

    check_order = torch.from_numpy(job.check_order).unbind()
    order = torch.from_numpy(job.order).unbind()

    def check(_):
        begin()
        run(check_order)
        model = state["model"].eval()
        with torch.inference_mode():
            rows = x[: job.evaluated]
            loss = model.loss(rows, model.encoder(rows)).item()
        model.train()
        return {"loss": loss}

    def train(request):
        batches = [order[i % len(order)] for i in range(request["steps"])]
        start = time.perf_counter()
        run(batches)
        return {"steps": request["steps"], "seconds": time.perf_counter() - start}

    def encode(request):
        rows, encoder = x[: request["rows"]], state["model"].encoder
        with torch.inference_mode():
            start = time.perf_counter()
            for _ in range(request["times"]):
                encoder(rows)
            return {"seconds": time.perf_counter() - start}

    begin()
    return {"check": check, "train": train, "encode": encode}


serve(f"PyTorch {torch.__version__}", open_job)
