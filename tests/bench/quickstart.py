"""PyTorch's side of quickstart.ts: the course's Fashion-MNIST quickstart, timed. Prints one JSON object; progress goes to stderr.

usage: quickstart.py --data-root DIR [--gz-dir DIR] [--epochs 5] [--threads 2] [--seed 0] [--preloaded | --loader-only]
  --data-root    torchvision root; when it has no FashionMNIST/raw yet, that is made from the four .gz files in --gz-dir
                 (or $FASHION_MNIST_GZ; Debian's dataset-fashion-mnist installs such a folder)
  --preloaded    data as one float tensor, batches are slices of it: compute without the data pipeline
  --loader-only  iterate the two DataLoaders and compute nothing: the data pipeline alone
"""
import argparse
import gzip
import json
import os
import platform
import resource
import shutil
import sys
import time

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--data-root", required=True)
p.add_argument("--gz-dir", default=os.environ.get("FASHION_MNIST_GZ"))
p.add_argument("--epochs", type=int, default=5)
p.add_argument("--threads", type=int, default=2)
p.add_argument("--seed", type=int, default=0)
p.add_argument("--preloaded", action="store_true")
p.add_argument("--loader-only", action="store_true")
args = p.parse_args()
os.environ["OMP_NUM_THREADS"] = str(args.threads)

t_import = time.perf_counter()
import torch
from torch import nn
from torch.utils.data import DataLoader
try:
    import torchvision
except RuntimeError:  # a CPU-only PyTorch misses operators that torchvision's binary declares
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    import torchvision_cpu
    import torchvision
from torchvision import datasets
from torchvision.transforms import ToTensor
t_import = time.perf_counter() - t_import
torch.set_num_threads(args.threads)


def log(*a):
    print(*a, file=sys.stderr)


def make_root(root, gz_dir):
    raw = os.path.join(root, "FashionMNIST", "raw")
    os.makedirs(raw, exist_ok=True)
    for split in ("train", "t10k"):
        for part in ("images-idx3", "labels-idx1"):
            name = f"{split}-{part}-ubyte"
            if not os.path.exists(os.path.join(raw, name)):
                with gzip.open(os.path.join(gz_dir, name + ".gz")) as src, open(os.path.join(raw, name), "wb") as dst:
                    shutil.copyfileobj(src, dst)


class Sliced:
    """Batches of a preloaded (X, y) pair; stands in for a DataLoader without shuffling."""

    def __init__(self, ds, batch_size):
        self.dataset = ds
        self.X = ds.data.unsqueeze(1).float().div_(255)
        self.y = ds.targets
        self.bs = batch_size

    def __len__(self):
        return -(-len(self.y) // self.bs)

    def __iter__(self):
        for i in range(0, len(self.y), self.bs):
            yield self.X[i:i + self.bs], self.y[i:i + self.bs]


make_root(args.data_root, args.gz_dir)
t_data = time.perf_counter()
training_data = datasets.FashionMNIST(root=args.data_root, train=True, download=True, transform=ToTensor())
test_data = datasets.FashionMNIST(root=args.data_root, train=False, download=True, transform=ToTensor())
batch_size = 64
loader = Sliced if args.preloaded else DataLoader
train_dataloader = loader(training_data, batch_size=batch_size)
test_dataloader = loader(test_data, batch_size=batch_size)
for X, y in test_dataloader:
    log("Shape of X [N, C, H, W]: ", X.shape)
    log("Shape of y: ", y.shape, y.dtype)
    break
t_data = time.perf_counter() - t_data

device = "cpu"


class NeuralNetwork(nn.Module):
    def __init__(self):
        super(NeuralNetwork, self).__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(28 * 28, 512),
            nn.ReLU(),
            nn.Linear(512, 512),
            nn.ReLU(),
            nn.Linear(512, 10),
            nn.ReLU(),
        )

    def forward(self, x):
        x = self.flatten(x)
        logits = self.linear_relu_stack(x)
        return logits


torch.manual_seed(args.seed)  # here, since iterating a DataLoader draws from the generator too
model = NeuralNetwork().to(device)
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
losses = []


def train(dataloader, model, loss_fn, optimizer):
    size = len(dataloader.dataset)
    for batch, (X, y) in enumerate(dataloader):
        X, y = X.to(device), y.to(device)
        pred = model(X)
        loss = loss_fn(pred, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if batch % 100 == 0:
            loss, current = loss.item(), batch * len(X)
            losses.append(round(loss, 6))
            log(f"loss: {loss:>7f}  [{current:>5d}/{size:>5d}]")


def test(dataloader, model, loss_fn):
    size = len(dataloader.dataset)
    num_batches = len(dataloader)
    model.eval()
    test_loss, correct = 0, 0
    with torch.no_grad():
        for X, y in dataloader:
            X, y = X.to(device), y.to(device)
            pred = model(X)
            test_loss += loss_fn(pred, y).item()
            correct += (pred.argmax(1) == y).type(torch.float).sum().item()
    test_loss /= num_batches
    correct /= size
    log(f"Test Error: \n Accuracy: {(100*correct):>0.1f}%, Avg loss: {test_loss:>8f} \n")
    return test_loss, correct


def timed(fn, *a):
    t = time.perf_counter()
    r = fn(*a)
    return time.perf_counter() - t, r


def drain(dataloader):
    for X, y in dataloader:
        pass


epochs = []
for t in range(args.epochs):
    log(f"Epoch {t+1}\n-------------------------------")
    if args.loader_only:
        epochs.append({"train_s": timed(drain, train_dataloader)[0], "test_s": timed(drain, test_dataloader)[0]})
        continue
    losses.clear()
    train_s, _ = timed(train, train_dataloader, model, loss_fn, optimizer)
    test_s, (test_loss, acc) = timed(test, test_dataloader, model, loss_fn)
    epochs.append({"train_s": train_s, "test_s": test_s, "train_losses": list(losses), "test_loss": test_loss, "accuracy": acc})

out = {
    "meta": {"torch": torch.__version__, "torchvision": torchvision.__version__, "python": platform.python_version(),
             "threads": args.threads, "seed": args.seed,
             "mode": "loader-only" if args.loader_only else "preloaded" if args.preloaded else "torchvision"},
    "import_s": t_import, "dataset_s": t_data, "epochs": epochs,
}
if not args.loader_only:  # the seed's fourth step: save, load, predict one item
    def save_load_predict():
        path = os.path.join(args.data_root, f"model-{os.getpid()}.pth")
        torch.save(model.state_dict(), path)
        m = NeuralNetwork()
        m.load_state_dict(torch.load(path))
        os.remove(path)
        m.eval()
        x, y = test_data[0][0], test_data[0][1]
        with torch.no_grad():
            return int(m(x)[0].argmax(0)), y
    out["save_load_predict_s"], (out["predicted"], out["actual"]) = timed(save_load_predict)
out["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(out))
