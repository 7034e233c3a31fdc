"""The conversation with test/bench/main.ts: a line of JSON in, a line of JSON out, and silence between turns."""

import json
import os
import sys

import numpy


class Unsupported(Exception):
    """A job that this peer cannot do."""


class Job:
    """A job as it lies in its folder: data, minibatch orders and initial weights are the same for everyone."""

    def __init__(self, folder):
        with open(os.path.join(folder, "job.json")) as file:
            self.__dict__.update(json.load(file))
        self.read = lambda name, kind: numpy.fromfile(os.path.join(folder, name), kind)
        self.x = self.read("x.f32", "<f4").reshape(self.rows, -1)
        self.check_order = self.read("check.u32", "<u4").astype("int64").reshape(-1, self.batchSize)
        self.order = self.read("order.u32", "<u4").astype("int64").reshape(-1, self.batchSize)
        self.layers = self.encoder + self.decoder

    def parameter(self, name):
        return self.read(name + ".f32", "<f4").reshape(self.parameters[name])

    def dense(self):
        """Weights, biases and the activation behind each dense layer, for peers that know nothing else."""
        if self.loss != [{"term": "mse"}]:
            raise Unsupported("loss " + ", ".join(term["term"] for term in self.loss))
        found = []
        for part in ("encoder", "decoder"):
            for i, layer in enumerate(getattr(self, part)):
                if layer["layer"] == "dense":
                    names = [f"{part}.{i}.{kind}" for kind in ("weight", "bias")]
                    found.append([self.parameter(names[0]), self.parameter(names[1]), None])
                elif layer["layer"] in ("relu", "sigmoid") and found and found[-1][2] is None:
                    found[-1][2] = layer["layer"]
                else:
                    raise Unsupported("layer " + layer["layer"])
        return found


def serve(version, open_job):
    """Opens the job, then answers requests until the other side closes. `open_job` gives a handler by request."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    try:
        handlers = open_job(Job(sys.argv[1]))
    except Unsupported as reason:
        return say({"unsupported": str(reason)})
    say({"ready": version})
    for line in sys.stdin:
        request = json.loads(line)
        handler = handlers.get(request["do"])
        say({"unsupported": request["do"]} if handler is None else handler(request))
