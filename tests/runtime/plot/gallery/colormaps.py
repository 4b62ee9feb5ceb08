"""Writes matplotlib's own colour maps to runtime/plot/color/packed.ts."""

import base64
import zlib
from pathlib import Path

import matplotlib
import numpy

names=['viridis','magma','inferno','plasma','cividis','turbo','jet','hot','bone','cool','hsv','coolwarm','twilight','twilight_shifted','spring','summer','autumn','winter','copper','pink','seismic','bwr','terrain','ocean','rainbow','gnuplot','gnuplot2','cubehelix','nipy_spectral','gist_rainbow','gist_earth','gist_heat','gist_ncar','gist_stern','CMRmap','brg','afmhot']
out=['/** Matplotlib\'s own colour maps: 256 RGB colours each, as zlib made them small, in base64. Made by tests/runtime/plot/gallery/colormaps.py. */','export const packed: Readonly<Record<string, string>> = {']
for n in names:
    b = matplotlib.colormaps[n](numpy.arange(256),bytes=True)[:,:3].astype(numpy.uint8).tobytes()
    out.append(f'  {n}: "{base64.b64encode(zlib.compress(b,9)).decode()}",')
out.append('};')
(Path(__file__).parents[4] / 'runtime/plot/color/packed.ts').write_text('\n'.join(out) + '\n')
