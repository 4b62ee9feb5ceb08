"""Writes answers.json.gz: what torchvision 0.28 with Pillow 12 makes of one picture and one tensor, beyond the conformance file's.

pip install torch==2.13.0 numpy pillow==12.3.0 && pip install --no-deps torchvision==0.28.0; torchvision's compiled operators must be
declared first where PyTorch has no CUDA.
"""
import base64, gzip, json, sys
import numpy as np, torch
from PIL import Image
from torchvision import transforms as T
from torchvision.transforms import InterpolationMode as IM, v2

height, width = 17, 23
y, x = np.mgrid[0:height, 0:width]
picture = np.stack([127 + 100 * np.sin(x / (2 + k) + y / (5 - k) + k) + (x * 7 + y * 13) % 23 for k in range(3)], -1).clip(0, 255).astype(np.uint8)
cases = [
    ("Resize", [10], {"interpolation": "lanczos"}, "image"), ("Resize", [[30, 21]], {"interpolation": "bicubic"}, "both"),
    ("Resize", [9], {"interpolation": "box"}, "image"), ("Resize", [9], {"interpolation": "hamming"}, "image"),
    ("Resize", [[8, 30]], {}, "both"), ("Resize", [[31, 11]], {"interpolation": "nearest-exact"}, "both"), ("Resize", [[9, 7]], {"antialias": False}, "tensor"),
    ("Pad", [[5, 2]], {"padding_mode": "symmetric"}, "both"), ("Pad", [[1, 2, 3, 4]], {"fill": 200}, "both"), ("Pad", [2], {"fill": [1, 2, 3]}, "image"),
    ("CenterCrop", [[30, 20]], {}, "both"), ("RandomCrop", [20], {"padding": [1, 2, 3, 4], "padding_mode": "edge", "pad_if_needed": True}, "both"),
    ("RandomRotation", [[0, 360]], {"interpolation": "bilinear", "expand": True}, "both"), ("RandomRotation", [180], {"interpolation": "bicubic"}, "image"),
    ("RandomRotation", [45], {"center": [5, 9], "fill": [10, 20, 30]}, "both"), ("RandomRotation", [[90, 90]], {"expand": True}, "both"),
    ("RandomAffine", [10], {"scale": [0.3, 2.5]}, "both"), ("RandomAffine", [[15, 40]], {"shear": [-20, 20, -10, 10], "center": [3, 4], "interpolation": "bicubic"}, "image"),
    ("RandomPerspective", [0.8], {"p": 0.9, "fill": 50}, "both"), ("RandomPerspective", [0.4], {"p": 1.0, "interpolation": "bicubic"}, "image"),
    ("ColorJitter", [0.9, 0.9, 0.9, 0.5], {}, "both"), ("ColorJitter", [], {"contrast": [0.0, 3.0]}, "both"),
    ("GaussianBlur", [9], {"sigma": 3.5}, "both"), ("ElasticTransform", [], {"alpha": 90.0, "sigma": 3.0, "fill": 20}, "both"),
    ("RandomPosterize", [1], {"p": 0.9}, "both"), ("RandomSolarize", [77], {"p": 0.9}, "both"), ("RandomAdjustSharpness", [7.5], {"p": 0.9}, "both"),
    ("AutoAugment", ["cifar10"], {"fill": 12}, "both"), ("AutoAugment", ["svhn"], {}, "both"), ("RandAugment", [4, 25], {"fill": 100}, "both"),
    ("TrivialAugmentWide", [], {"fill": 30}, "both"), ("AugMix", [5], {"all_ops": False, "alpha": 0.3}, "both"),
    ("RandomResizedCrop", [[11, 14]], {"scale": [0.5, 1.0], "ratio": [0.2, 5.0], "interpolation": "bicubic"}, "both"), ("TenCrop", [[12, 9]], {"vertical_flip": True}, "both"),
]


def encoded(value):
    array = np.asarray(value) if isinstance(value, Image.Image) else value.numpy()
    return {"shape": list(array.shape), "data": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()}


answers = []
for index, (name, args, kwargs, on) in enumerate(cases):
    for kind in ("image", "tensor"):
        if on not in (kind, "both"):
            continue
        tuples = [tuple(a) if isinstance(a, list) else a for a in args]
        if name == "AutoAugment":
            tuples = [T.AutoAugmentPolicy(tuples[0])]
        options = {k: IM(v) if k == "interpolation" else tuple(v) if isinstance(v, list) else v for k, v in kwargs.items()}
        transform = getattr(T, name)(*tuples, **options)
        outputs = []
        for seed in range(100 * index, 100 * index + 3):
            torch.manual_seed(seed)
            made = transform(Image.fromarray(picture) if kind == "image" else torch.from_numpy(picture.transpose(2, 0, 1).copy()))
            outputs.append([encoded(one) for one in (made if isinstance(made, tuple) else [made])])
        answers.append({"name": name, "args": args, "kwargs": kwargs, "on": kind, "repr": repr(transform), "seed": 100 * index, "outputs": outputs})

mixes = []
for name in ("MixUp", "CutMix"):
    transform = getattr(v2, name)(alpha=0.7, num_classes=5)
    torch.manual_seed(3)
    images = torch.rand(4, 1, 5, 6)
    mixed, labels = transform(images, torch.tensor([0, 3, 4, 1]))
    mixes.append({"name": name, "repr": repr(transform), "images": mixed.flatten().tolist(), "labels": labels.tolist()})

with gzip.open(sys.argv[1], "wt", compresslevel=9) as file:
    json.dump({"picture": encoded(torch.from_numpy(picture)), "answers": answers, "mixes": mixes}, file)
