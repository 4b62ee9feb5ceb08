"""Structural similarity of two folders of pictures, and all pairs side by side as one picture.

    python tests/runtime/plot/gallery/reference.py MATPLOTLIB
    node --conditions=tangent-source tests/runtime/plot/gallery/draw.ts OURS
    python tests/runtime/plot/gallery/compare.py MATPLOTLIB OURS SHEET.png [NAME...]

Needs matplotlib, numpy and scikit-image. Fails where a figure is below the floor.
"""

import sys
from pathlib import Path

import numpy
from skimage.io import imread, imsave
from skimage.metrics import structural_similarity

floor = 0.9
theirs, ours, sheet = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
names = sys.argv[4:] or sorted(path.stem for path in ours.glob("*.png"))
pairs = {name: (imread(theirs / f"{name}.png")[..., :3], imread(ours / f"{name}.png")[..., :3]) for name in names}
scores = {name: structural_similarity(a, b, channel_axis=2) if a.shape == b.shape else 0 for name, (a, b) in pairs.items()}
for name, score in sorted(scores.items(), key=lambda entry: entry[1]):
    print(f"{score:.3f} {name}")
rows = []
for a, b in pairs.values():
    row = numpy.full((max(len(a), len(b)) + 4, a.shape[1] + b.shape[1] + 4, 3), 128, numpy.uint8)
    row[: len(a), : a.shape[1]] = a
    row[: len(b), a.shape[1] + 4 :] = b
    rows.append(row)
width = max(row.shape[1] for row in rows)
imsave(sheet, numpy.vstack([numpy.pad(row, ((0, 0), (0, width - row.shape[1]), (0, 0))) for row in rows]))
sys.exit(int(min(scores.values()) < floor))
