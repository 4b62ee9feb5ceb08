"""PyTorch's side of models.ts: for each line of stdin, {"model": name}, prints {"step": ms, "forward": ms} as a line.

One step: zero_grad, forward, CrossEntropyLoss (mean, 10 classes), backward, optimizer step, on one fixed random batch.
"""
import gc
import json
import os
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))


class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.c1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.b1 = nn.BatchNorm2d(cout)
        self.c2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(cout)
        self.short = nn.Sequential() if stride == 1 and cin == cout else nn.Sequential(
            nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.b2(self.c2(F.relu(self.b1(self.c1(x)))))
        return F.relu(y + self.short(x))


def resnet18():
    layers, c = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()], 64
    for i, w in enumerate((64, 128, 256, 512)):
        for s in (1 if i == 0 else 2, 1):
            layers.append(Block(c, w, s))
            c = w
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10), nn.ReLU())


def lenet5():
    return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(128, 4, 512, 0.0, batch_first=True), 2, enable_nested_tensor=False)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.enc(x).mean(1))


class LSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(28, 128, batch_first=True)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])


sgd = lambda q: torch.optim.SGD(q, lr=1e-2, momentum=0.9)
adam = lambda q: torch.optim.Adam(q, lr=1e-3)
MODELS = {
    "mlp": (mlp, (64, 1, 28, 28), lambda q: torch.optim.SGD(q, lr=1e-3)),
    "lenet5": (lenet5, (64, 1, 28, 28), sgd),
    "resnet18": (resnet18, (16, 3, 32, 32), sgd),
    "transformer": (Transformer, (16, 64, 128), adam),
    "lstm": (LSTM, (64, 28, 28), adam),
}


def median_ms(run, seconds=1.0, least=5):
    for _ in range(3):
        run()
    times, end = [], time.perf_counter() + seconds
    while len(times) < least or time.perf_counter() < end:
        t = time.perf_counter()
        run()
        times.append((time.perf_counter() - t) * 1e3)
    return statistics.median(times)


def measure(name):
    build, shape, opt = MODELS[name]
    torch.manual_seed(0)
    model, X, y = build(), torch.randn(shape), torch.randint(0, 10, shape[:1])
    optimizer, loss_fn = opt(model.parameters()), nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss_fn(model(X), y).backward()
        optimizer.step()

    step_ms = median_ms(step)
    with torch.no_grad():
        return {"step": step_ms, "forward": median_ms(lambda: model(X))}


gc.disable()
for line in sys.stdin:
    print(json.dumps(measure(json.loads(line)["model"])), flush=True)
