"""PyTorch's side of ops.ts: for each line of stdin, an entry of ops.json, prints {"us": median} as a line.

A visit takes at least 7 samples of at least 5 ms each, after a warm-up.
"""
import gc
import json
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(0)


def make(d):
    shape, fill = d["shape"], d.get("fill", "randn")
    if fill == "randint":
        x = torch.randint(0, d["high"], shape)
    elif fill == "bernoulli":
        x = torch.rand(shape) < 0.5
    else:
        x = torch.randn(shape)
    if d.get("view") == "t":
        x = x.t()
    return x.requires_grad_() if d.get("grad") else x


def chain(x, i, steps):
    for s in steps:
        name, *k = s.split()
        x = getattr(torch, name)(x, *(i[int(j)] for j in k))
    return x


def optimizer(cls, i, a):
    for q in i:
        q.grad = torch.randn_like(q)
    return cls(i, lr=a["lr"]).step


def plain(name):  # torch.NAME(*in, **args)
    fn = getattr(torch, name)
    return lambda i, a: lambda: fn(*i, **a)


OPS = {  # op -> (inputs, args) -> callable of one iteration
    **{n: plain(n) for n in ("add mul exp tanh sigmoid relu where sum mean max argmax softmax log_softmax matmul "
                             "sort topk cumsum reshape select").split()},
    "gelu": lambda i, a: lambda: F.gelu(i[0]),
    "add_out": lambda i, a: lambda: torch.add(i[0], i[1], out=i[2]),
    "copy": lambda i, a: lambda: i[0].copy_(i[1]),
    "permute_contiguous": lambda i, a: lambda: i[0].permute(a["dims"]).contiguous(),
    "linear": lambda i, a: lambda: F.linear(*i),
    "cross_entropy": lambda i, a: lambda: F.cross_entropy(*i),
    "conv2d": lambda i, a: lambda: F.conv2d(*i, **a),
    "max_pool2d": lambda i, a: lambda: F.max_pool2d(i[0], a["kernel"]),
    "batch_norm2d_train": lambda i, a: (lambda m, v: lambda: F.batch_norm(i[0], m, v, i[1], i[2], training=True))(
        torch.zeros(i[1].shape), torch.ones(i[1].shape)),
    "layer_norm": lambda i, a: lambda: F.layer_norm(i[0], i[1].shape, i[1], i[2]),
    "embedding": lambda i, a: lambda: F.embedding(i[1], i[0]),
    "index_select": lambda i, a: lambda: torch.index_select(i[0], a["dim"], i[1]),
    "gather": lambda i, a: lambda: torch.gather(i[0], a["dim"], i[1]),
    "cat": lambda i, a: lambda: torch.cat(i, a["dim"]),
    "randn": lambda i, a: lambda: torch.randn(a["shape"]),
    "dropout": lambda i, a: lambda: F.dropout(i[0], a["p"], training=True),
    "item": lambda i, a: i[0].item,
    "to_list": lambda i, a: i[0].tolist,
    "from_list": lambda i, a: lambda: torch.tensor(a["values"]),
    "chain": lambda i, a: lambda: chain(i[0], i, a["steps"]),
    "sgd_step": lambda i, a: optimizer(torch.optim.SGD, i, a),
    "adam_step": lambda i, a: optimizer(torch.optim.Adam, i, a),
}


def build(b):
    i = [make(d) for d in b["in"]]
    fn = OPS[b["op"]](i, b.get("args", {}))
    if b.get("mode") != "fwd_bwd":
        return fn
    leaves = [x for x in i if x.requires_grad]
    out = fn()
    seed = torch.ones_like(out) if out.dim() else None

    def step():
        for x in leaves:
            x.grad = None
        fn().backward(seed)
    return step


def measure(fn):
    def sample(n):
        t = time.perf_counter()
        for _ in range(n):
            fn()
        return (time.perf_counter() - t) / n

    n = 1
    while (t := sample(n) * n) < 5e-3:
        n = max(n + 1, int(n * min(10, 6e-3 / max(t, 1e-9))))
    sample(n)
    return statistics.median(sample(n) * 1e6 for _ in range(7))


gc.disable()
for line in sys.stdin:
    print(json.dumps({"us": measure(build(json.loads(line)))}), flush=True)
