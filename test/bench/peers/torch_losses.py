"""An autoencoder with the terms of its loss, as PyTorch's users write them for speed."""

from protocol import Unsupported
from torch import nn
from torch.nn import functional
from torch_codes import sparse
from torch_layers import sequential


def summed(function):
    """Sums over the features, means over the rows, where a term asks for them."""

    def term(settings, output, target, _):
        if settings.get("reduction", "mean") == "mean":
            return function(output, target)
        return function(output, target, reduction="sum") / len(target)

    return term


def kl(_, output, target, aux):
    mean, log_variance = aux["mean"], aux["logVariance"]
    return 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum() / len(target)


def commitment(_, output, target, aux):
    return functional.mse_loss(aux["unquantised"], aux["quantised"], reduction="sum") / len(target)


def prior(_, output, target, aux):
    return functional.softplus(-aux["judge"](aux["code"])).mean()


TERMS = {
    "mse": summed(functional.mse_loss),
    # Of logits: the same number, and no sigmoid to differentiate.
    "bce": summed(functional.binary_cross_entropy_with_logits),
    "kl": kl,
    "commitment": commitment,
    "adversarialPrior": prior,
}


class Autoencoder(nn.Module):
    def __init__(self, job):
        super().__init__()
        unknown = [term["term"] for term in job.loss if term["term"] not in TERMS]
        if unknown:
            raise Unsupported("loss " + ", ".join(unknown))
        decoder = job.decoder
        if any(term["term"] == "bce" for term in job.loss):
            if decoder[-1]["layer"] != "sigmoid":
                raise Unsupported("bce without a sigmoid")
            decoder = decoder[:-1]
        self.terms = [(TERMS[term["term"]], term.get("weight", 1), term) for term in job.loss]
        layers = sparse(job) or {"encoder": job.encoder, "decoder": decoder}
        self.encoder, self.decoder = (sequential(layers[part], job.parameter, part) for part in ("encoder", "decoder"))
        self.speaking = [module for module in self.encoder if hasattr(module, "aux")]
        self.judge = "discriminator" in job.__dict__ and sequential(job.discriminator, job.parameter, "discriminator")

    def loss(self, x, code):
        aux = {"code": code, "judge": self.judge}
        for module in self.speaking:
            aux.update(module.aux)
        output = self.decoder(code)
        values = [
            term(settings, output, x, aux) if weight == 1 else weight * term(settings, output, x, aux)
            for term, weight, settings in self.terms
        ]
        return sum(values[1:], values[0])
