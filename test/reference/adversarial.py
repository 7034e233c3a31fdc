"""Steps of an adversarial autoencoder in PyTorch, the discriminator first: `/usr/bin/python3 test/reference/adversarial.py`."""
import json
import pathlib

from cases import normal, tensor, torch

steps, rows = 6, 5
encoder = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))
decoder = torch.nn.Sequential(torch.nn.Linear(2, 4))
judge = torch.nn.Sequential(torch.nn.Linear(2, 5), torch.nn.Tanh(), torch.nn.Linear(5, 1))
networks = {'encoder': encoder, 'decoder': decoder, 'discriminator': judge}
for network in networks.values():
    for parameter in network.parameters():
        parameter.data = normal(*parameter.shape) / 2


def parameters():
    """By our names: weights are transposed here."""
    return {f'{name}.{key}': tensor(value.T if key.endswith('weight') else value)
            for name, network in networks.items() for key, value in network.named_parameters()}


tells = torch.nn.BCEWithLogitsLoss()
main = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.02)
theirs = torch.optim.SGD(judge.parameters(), lr=0.5, momentum=0.9)
x = normal(rows, 4)
before = parameters()
priors, losses = [], []
for _ in range(steps):
    prior = normal(rows, 2)
    z = encoder(x)
    contest = tells(judge(prior), torch.ones(rows, 1)) + tells(judge(z.detach()), torch.zeros(rows, 1))
    theirs.zero_grad()
    contest.backward()
    theirs.step()
    fools = tells(judge(z), torch.ones(rows, 1))
    squares = (decoder(z) - x).pow(2).mean()
    main.zero_grad()
    (squares + 0.5 * fools).backward()
    main.step()
    priors.append(tensor(prior))
    losses.append({'mse': squares.item(), 'adversarialPrior': fools.item(), 'discriminator': contest.item()})
saved = {'x': tensor(x), 'priors': priors, 'losses': losses, 'before': before, 'after': parameters()}
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(saved) + '\n')
