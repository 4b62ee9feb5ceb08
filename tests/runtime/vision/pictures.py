"""Writes pictures.json.gz: 20 pictures resized, turned and converted by Pillow 12, and small files of every format that it wrote.

pip install numpy pillow==12.3.0
"""
import base64, gzip, io, json, sys
import numpy as np
from PIL import Image, ImageOps

random = np.random.default_rng(0)
filters = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}
channels = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def text(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def of(array, mode):
    return Image.frombytes(mode, (array.shape[1], array.shape[0]), np.ascontiguousarray(array).tobytes())


pictures = []
for index in range(20):
    mode = list(channels)[index % 4]
    height, width = (int(v) for v in random.integers(9, 22, 2))
    array = random.integers(0, 256, (height, width, channels[mode])).astype(np.uint8)
    picture = of(array, mode)
    resizes = []
    for name, number in filters.items():
        size = [int(v) for v in random.integers(4, 24, 2)]
        box = None if index % 3 else [1.5, 2.25, width - 1.75, height - 2.0]
        resizes.append({"size": size, "resample": name, "box": box, "data": text(np.asarray(picture.resize(size, number, box)))})
    converts = {to: text(np.asarray(picture.convert(to))) for to in channels}
    angle = float(random.uniform(-200, 200))
    turned = {how: text(np.asarray(picture.rotate(angle, filters[how], expand=True))) for how in ("nearest", "bilinear", "bicubic")}
    pictures.append({"shape": list(array.shape), "data": text(array), "resizes": resizes, "converts": converts, "angle": angle, "turned": turned})

y, x = np.mgrid[0:10, 0:14]
waves = np.stack([127 + 100 * np.sin(x / 3 + y / 2 * k) for k in (1, 2, 3)], -1).clip(0, 255).astype(np.uint8)
rgb = of(waves, "RGB")
rgba = of(np.dstack([waves, (x * 17).astype(np.uint8)]), "RGBA")
grey = rgb.convert("L")
files = {}


def add(name, picture, format, **options):
    stream = io.BytesIO()
    picture.save(stream, format, **options)
    read = ImageOps.exif_transpose(Image.open(io.BytesIO(stream.getvalue())))
    mode = read.mode if read.mode in channels else "L" if read.mode == "1" else "RGBA" if "transparency" in read.info else "RGB"
    pixels = np.asarray(read.convert(mode))
    files[name] = {"bytes": text(np.frombuffer(stream.getvalue(), np.uint8)), "mode": mode, "size": list(read.size), "data": text(pixels)}


add("PNG, RGB", rgb, "PNG")
add("PNG, RGBA", rgba, "PNG")
add("PNG, LA", rgba.convert("LA"), "PNG")
add("PNG, L", grey, "PNG")
add("PNG, one bit", grey.convert("1"), "PNG")
add("PNG, a palette with a transparent colour", rgb.quantize(16), "PNG", transparency=0)
add("JPEG, RGB", rgb, "JPEG", quality=90)
add("JPEG, L", grey, "JPEG")
add("JPEG, progressive", rgb, "JPEG", progressive=True, subsampling=0)
add("WebP", rgb, "WEBP", lossless=True)
add("WebP, RGBA", rgba, "WEBP", lossless=True)
add("GIF", rgb, "GIF")
add("BMP, RGB", rgb, "BMP")
add("BMP, L", grey, "BMP")
add("BMP, a palette", rgb.quantize(16), "BMP")
add("BMP, one bit", grey.convert("1"), "BMP")
add("TIFF, RGB", rgb, "TIFF")
add("TIFF, L, LZW", grey, "TIFF", compression="tiff_lzw")
for orientation in range(2, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    add(f"JPEG, orientation {orientation}", rgb, "JPEG", exif=exif)

with gzip.open(sys.argv[1], "wt", compresslevel=9) as file:
    json.dump({"pictures": pictures, "files": files}, file)
