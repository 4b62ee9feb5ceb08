"""PyTorch, NumPy and safetensors on the other side of the tests of files.

`pytorch.py write FOLDER` writes files in all forms, `pytorch.py read FOLDER` reads what the runtime wrote and prints what it found.
"""

import io
import json
import os
import pickle
import struct
import sys
import tarfile
from collections import Counter, OrderedDict, defaultdict

import numpy as np
import safetensors.torch
import torch
from torch import nn

DTYPES = ["float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool"]


def save_tar(obj, path):
    """The form that torch.save wrote until 0.1.11, which PyTorch 2 still reads (torch.serialization._legacy_load)."""
    tensors, storages = OrderedDict(), OrderedDict()

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            if not isinstance(value, torch.Tensor):
                return None
            tensors[id(value)] = value
            return str(id(value))

    def name(tensor, kind):
        return getattr(torch, tensor.type().split(".")[1].replace("Tensor", kind))

    files = {"pickle": io.BytesIO(), "tensors": io.BytesIO(), "storages": io.BytesIO()}
    Pickler(files["pickle"], protocol=2).dump(obj)
    for tensor in tensors.values():
        storages.setdefault(tensor.untyped_storage().data_ptr(), tensor)
    out = files["tensors"]
    pickle.dump(len(tensors), out, protocol=2)
    for key, tensor in tensors.items():
        pickle.dump((key, tensor.untyped_storage().data_ptr(), name(tensor, "Tensor")), out, protocol=2)
        dims = tensor.dim()
        out.write(struct.pack(f"<ii{dims}q{dims}qq", dims, 0, *tensor.size(), *tensor.stride(), tensor.storage_offset()))
    out = files["storages"]
    pickle.dump(len(storages), out, protocol=2)
    for key, tensor in storages.items():
        pickle.dump((key, "cpu", name(tensor, "Storage")), out, protocol=2)
        data = bytes(tensor.untyped_storage())
        out.write(struct.pack("<q", len(data) // tensor.element_size()) + data)
    pickle.dump([], out, protocol=2)
    with tarfile.open(path, "w:", format=tarfile.PAX_FORMAT) as tar:
        for entry, file in files.items():
            info = tarfile.TarInfo(entry)
            info.size = len(file.getvalue())
            tar.addfile(info, io.BytesIO(file.getvalue()))


def plain(value):
    """What is compared: numbers, and tensors with all that describes them."""
    if isinstance(value, torch.Tensor):
        return {
            "dtype": str(value.dtype),
            "shape": list(value.shape),
            "stride": list(value.stride()),
            "requiresGrad": value.requires_grad,
            "values": value.detach().double().flatten().tolist(),
        }
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def values():
    base = torch.arange(24.0).view(4, 6)
    return {
        "dtypes": {name: torch.tensor([[0, 1, 1], [1, 0, 1]]).to(getattr(torch, name)) for name in DTYPES},
        "base": base,
        "view": base[1:3, ::2],
        "turned": base.t(),
        "expanded": torch.ones(1, 3).expand(4, 3),
        "scalar": torch.tensor(3.5),
        "empty": torch.empty(0, 3),
        "parameter": nn.Parameter(torch.ones(2)),
        "learnt": torch.ones(2, requires_grad=True),
        "plain": [1, 2.5, "épreuve", None, True, (1, 2), -(2**33)],
        "ordered": OrderedDict(a=1),
    }


def of_numpy():
    return {
        "double": np.float64(2.5),
        "float": np.float32(1.5),
        "integer": np.int64(7),
        "boolean": np.bool_(True),
        "array": np.arange(6).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "big": np.arange(3, dtype=">f4"),
    }


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 2, 3, padding="same"), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2))
        self.attention = nn.TransformerEncoderLayer(16, 2, batch_first=True, activation="gelu")
        self.lstm = nn.LSTM(16, 3, bidirectional=True, batch_first=True)
        self.scale = 2.0

    def forward(self, x):
        return self.lstm(self.attention(self.features(x).flatten(2)))[0] * self.scale


def write(folder):
    path = lambda name: os.path.join(folder, name)
    torch.manual_seed(0)
    found = values()
    for protocol in (2, 3, 4, 5):
        torch.save(found, path(f"zip-{protocol}.pt"), pickle_protocol=protocol)
        torch.save(found, path(f"stream-{protocol}.pt"), pickle_protocol=protocol, _use_new_zipfile_serialization=False)
        torch.save(of_numpy(), path(f"numpy-{protocol}.pt"), pickle_protocol=protocol)
    del found["parameter"], found["learnt"], found["dtypes"]["bfloat16"], found["dtypes"]["bool"]
    save_tar(found, path("tar.pt"))
    torch.load(path("tar.pt"), weights_only=False)
    net = Net().eval()
    torch.save(net, path("module.pt"))
    torch.save(net, path("module-stream.pt"), _use_new_zipfile_serialization=False)
    x = torch.rand(2, 1, 8, 8)
    tagged = torch.ones(2)
    tagged.tag = "mine"
    others = {"counter": Counter("aab"), "lists": defaultdict(list, a=[1]), "frozen": frozenset([1]), "complex": 1 + 2j}
    torch.save({"tagged": tagged, "buffer": nn.Buffer(torch.ones(2)), "storage": x.untyped_storage(), **others}, path("others.pt"))
    safetensors.torch.save_file({k: v for k, v in values()["dtypes"].items()}, path("a.safetensors"), metadata={"by": "test"})
    np.save(path("a.npy"), np.asfortranarray(np.arange(6.0).reshape(2, 3)))
    np.savez(path("stored.npz"), **of_numpy())
    np.savez_compressed(path("packed.npz"), x=np.zeros(10_000, np.float32), y=np.array([True, False]))
    np.save(path("objects.npy"), np.array([{}], dtype=object))
    np.save(path("unsigned.npy"), np.ones(2, np.uint16))
    expected = {"values": plain(values()), "x": x.flatten().tolist(), "output": net(x).flatten().tolist()}
    with open(path("expected.json"), "w") as file:
        json.dump(expected, file)


def read(folder):
    path = lambda name: os.path.join(folder, name)
    checkpoint = torch.load(path("ours.pth"), weights_only=True)
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    model.load_state_dict(checkpoint["modelState"])
    shared = checkpoint["shared"]
    module = torch.load(path("module.pth"), weights_only=False)
    arrays = np.load(path("ours.npz"))
    found = {
        "dtypes": plain(checkpoint["dtypes"]),
        "views": plain(checkpoint["views"]),
        "plain": plain(checkpoint["plain"]),
        "isShared": shared[0].untyped_storage().data_ptr() == shared[1].untyped_storage().data_ptr(),
        "metadata": checkpoint["modelState"]._metadata[""]["version"],
        "optimState": sorted(checkpoint["optimState"]),
        "safetensors": plain(safetensors.torch.load_file(path("ours.safetensors"))),
        "npy": [str(np.load(path("ours.npy")).dtype), np.load(path("ours.npy")).tolist()],
        "npz": {name: [str(arrays[name].dtype), arrays[name].tolist()] for name in arrays},
        "module": repr(module),
        "output": module(torch.ones(2, 1, 8, 8)).flatten().tolist(),
    }
    print(json.dumps(found))


{"write": write, "read": read}[sys.argv[1]](sys.argv[2])
