"""A training step by hand in NumPy: one flat array of parameters, no allocation, Adam block by block in the cache."""

import math

import numpy as np
from numpy_jobs import serve_network

BLOCK = 1 << 16


class Network:
    def __init__(self, job):
        self.layers = job.dense()
        self.adam = job.adam
        self.batch = job.batchSize
        shapes = [array.shape for w, b, _ in self.layers for array in (w, b)]
        total = sum(math.prod(shape) for shape in shapes)
        self.p, self.g, self.m, self.v, self.s = (np.zeros(total, np.float32) for _ in range(5))
        self.parameters, self.gradients = self.views(self.p, shapes), self.views(self.g, shapes)
        for view, array in zip(self.parameters, (array for w, b, _ in self.layers for array in (w, b))):
            view[...] = array
        widths = [self.layers[0][0].shape[0]] + [w.shape[1] for w, _, _ in self.layers]
        make = lambda width: np.empty((self.batch, width), np.float32)
        self.h, self.d = [make(width) for width in widths], [make(width) for width in widths]
        self.ones = np.ones(self.batch, np.float32)
        self.t = 0

    @staticmethod
    def views(flat, shapes):
        found, at = [], 0
        for shape in shapes:
            size = math.prod(shape)
            found.append(flat[at : at + size].reshape(shape))
            at += size
        return found

    def forward(self, h, layers):
        for i in range(layers):
            y = np.matmul(h[i], self.parameters[2 * i], out=h[i + 1])
            y += self.parameters[2 * i + 1]
            if self.layers[i][2] == "relu":
                np.maximum(y, 0, out=y)
            elif self.layers[i][2] == "sigmoid":
                np.negative(y, out=y)
                np.exp(y, out=y)
                y += 1
                np.reciprocal(y, out=y)
        return h[layers]

    def evaluate(self, x, layers=None):
        layers = len(self.layers) if layers is None else layers
        h = [x] + [np.empty((len(x), w.shape[1]), np.float32) for w, _, _ in self.layers[:layers]]
        return self.forward(h, layers)

    def step(self, x, rows):
        h, d, count = self.h, self.d, len(self.layers)
        np.take(x, rows, axis=0, out=h[0], mode="clip")
        y = self.forward(h, count)
        dy = np.subtract(y, h[0], out=d[count])
        loss = np.vdot(dy, dy) / dy.size
        dy *= np.float32(2 / dy.size)
        for i in reversed(range(count)):
            activation, y, dy = self.layers[i][2], h[i + 1], d[i + 1]
            if activation == "relu":
                dy *= y > 0
            elif activation == "sigmoid":
                dy *= y
                np.subtract(1, y, out=y)
                dy *= y
            np.matmul(h[i].T, dy, out=self.gradients[2 * i])
            np.matmul(self.ones, dy, out=self.gradients[2 * i + 1])
            if i > 0:
                np.matmul(dy, self.parameters[2 * i].T, out=d[i])
        self.update()
        return loss

    def update(self):
        beta1, beta2 = self.adam["beta1"], self.adam["beta2"]
        self.t += 1
        root = math.sqrt(1 - beta2**self.t)
        rate = np.float32(self.adam["rate"] * root / (1 - beta1**self.t))
        epsilon = np.float32(self.adam["epsilon"] * root)
        for at in range(0, self.p.size, BLOCK):
            part = slice(at, at + BLOCK)
            g, m, v, s = self.g[part], self.m[part], self.v[part], self.s[part]
            m *= np.float32(beta1)
            np.multiply(g, np.float32(1 - beta1), out=s)
            m += s
            v *= np.float32(beta2)
            np.multiply(g, g, out=s)
            s *= np.float32(1 - beta2)
            v += s
            np.sqrt(v, out=s)
            s += epsilon
            np.divide(m, s, out=s)
            s *= rate
            self.p[part] -= s


serve_network(Network)
