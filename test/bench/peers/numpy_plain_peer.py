"""A training step in NumPy as one writes it first: the formulas, an array for each parameter."""

import numpy as np
from numpy_jobs import serve_network


class Network:
    def __init__(self, job):
        layers = job.dense()
        self.weights, self.biases = [w.copy() for w, _, _ in layers], [b.copy() for _, b, _ in layers]
        self.activations = [activation for _, _, activation in layers]
        self.parameters = self.weights + self.biases
        self.m, self.v = [np.zeros_like(p) for p in self.parameters], [np.zeros_like(p) for p in self.parameters]
        self.adam = job.adam
        self.t = 0

    def forward(self, x, layers):
        hidden = [x]
        for w, b, activation in list(zip(self.weights, self.biases, self.activations))[:layers]:
            z = hidden[-1] @ w + b
            hidden.append(np.maximum(z, 0) if activation == "relu" else 1 / (1 + np.exp(-z)) if activation else z)
        return hidden

    def evaluate(self, x, layers=None):
        return self.forward(x, layers)[-1]

    def step(self, x, rows):
        x = x[rows]
        hidden = self.forward(x, None)
        error = hidden[-1] - x
        dy = error * np.float32(2 / error.size)
        dw, db = [], []
        for w, y, before, activation in reversed(list(zip(self.weights, hidden[1:], hidden, self.activations))):
            if activation is not None:
                dy = dy * (y > 0 if activation == "relu" else y * (1 - y))
            dw.insert(0, before.T @ dy)
            db.insert(0, dy.sum(0))
            if before is not x:
                dy = dy @ w.T
        self.update(dw + db)
        return np.mean(error**2)

    def update(self, gradients):
        beta1, beta2, epsilon = self.adam["beta1"], self.adam["beta2"], self.adam["epsilon"]
        self.t += 1
        rate, correction = self.adam["rate"] / (1 - beta1**self.t), 1 - beta2**self.t
        for p, m, v, g in zip(self.parameters, self.m, self.v, gradients):
            m[...] = beta1 * m + (1 - beta1) * g
            v[...] = beta2 * v + (1 - beta2) * g * g
            p -= rate * m / (np.sqrt(v / correction) + epsilon)


serve_network(Network)
