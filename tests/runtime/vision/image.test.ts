import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, gunzipSync } from "node:zlib";
import { createCanvas, loadImage } from "canvas";
import { Image } from "tangent/vision";

import { displaySymbol } from "../../../runtime/host.ts";

type Filter = "nearest" | "bilinear" | "bicubic";
type Mode = "L" | "LA" | "RGB" | "RGBA";

interface Answers {
  pictures: {
    shape: number[];
    data: string;
    resizes: { size: number[]; resample: Filter; box: [number, number, number, number] | null; data: string }[];
    converts: Record<Mode, string>;
    angle: number;
    turned: Record<Filter, string>;
  }[];
  files: Record<string, { bytes: string; mode: Mode; size: [number, number]; data: string }>;
}

/** What Pillow 12 made; pictures.py writes it. */
const { pictures, files } = JSON.parse(
  gunzipSync(readFileSync(new URL("pictures.json.gz", import.meta.url))).toString(),
) as Answers;
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

function near(found: Uint8Array, text: string, most: number, what: string): void {
  const wanted = bytesOf(text);
  assert.equal(found.length, wanted.length, what);
  const worst = wanted.reduce((sofar, value, i) => Math.max(sofar, Math.abs(value - found[i])), 0);
  assert.ok(worst <= most, `${what}: a value differs by ${worst}`);
}

describe("Image", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-image-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is shown as a PNG that another decoder reads to the same pixels", async () => {
    const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => (i * 37) % 256);
    const bundle = Image.fromArray(data, [5, 3, 3])[displaySymbol]();
    const image = await loadImage(Buffer.from(bundle["image/png"] as string, "base64"));
    assert.deepEqual([image.width, image.height], [3, 5]);
    const context = createCanvas(3, 5).getContext("2d");
    context.drawImage(image, 0, 0);
    const decoded = context.getImageData(0, 0, 3, 5).data.filter((_, i) => i % 4 !== 3);
    assert.deepEqual([...decoded], [...data]);
    assert.equal(bundle["text/plain"], "<Image mode=RGB size=3x5>");
    assert.match(String(bundle["text/html"]), /<img alt="RGB, 3×5" width="66" height="110"/);
  });

  it("refuses shapes that do not fit", () => {
    assert.throws(() => Image.fromArray(new Uint8Array(5), [2, 2]), /5 values do not make a picture of shape \[2, 2\]/);
    assert.throws(() => Image.fromArray(new Uint8Array(20), [2, 2, 5]), /cannot handle a picture of shape/);
    assert.throws(() => Image.fromArray([1] as never, [1, 1]), /data must be a Uint8Array/);
  });

  it("resizes 20 pictures to Pillow's pixels, with every filter", () => {
    for (const { shape, data, resizes } of pictures)
      for (const { size, resample, box, data: wanted } of resizes) {
        const resized = Image.fromArray(bytesOf(data), shape).resize(size, { resample, box });
        assert.deepEqual(resized.size, size);
        near(resized.data, wanted, 0, `[${shape}] to [${size}], ${resample}, box ${box}`);
      }
  });

  it("turns and converts as Pillow does", () => {
    for (const { shape, data, converts, angle, turned } of pictures) {
      const image = Image.fromArray(bytesOf(data), shape);
      for (const mode of ["L", "LA", "RGB", "RGBA"] as const)
        near(image.convert(mode).data, converts[mode], 0, `${image.mode} to ${mode}`);
      for (const sampling of ["nearest", "bilinear", "bicubic"] as const)
        near(
          image.rotate(angle, { sampling, expand: true }).data,
          turned[sampling],
          1,
          `${sampling}, ${angle} degrees`,
        );
    }
  });

  it("crops, with 0 outside, and mirrors", () => {
    const image = Image.fromArray(Uint8Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    assert.deepEqual([...image.crop([1, 1, 4, 3]).data], [5, 6, 0, 0, 0, 0]);
    assert.deepEqual([...image.transpose("leftRight").data], [3, 2, 1, 6, 5, 4]);
    assert.deepEqual([...image.transpose("turn90").data], [3, 6, 2, 5, 1, 4]);
    assert.throws(() => image.crop([2, 0, 1, 2]), /'right' \(1\) should be more than 'left' \(2\)/);
    assert.throws(() => image.resize([0, 3]), /size should be \[width, height\], two positive ints, got \[0, 3\]/);
    assert.throws(() => image.convert("HSV" as never), /mode should be one of L, LA, RGB, RGBA, got HSV/);
  });

  for (const [name, { bytes, mode, size, data }] of Object.entries(files))
    it(`reads ${name} to Pillow's pixels`, async () => {
      for (const image of [Image.open(bytesOf(bytes)), await Image.openAsync(bytesOf(bytes))]) {
        assert.deepEqual([image.mode, image.size], [mode, size]);
        near(image.data, data, 1, name);
      }
    });

  it("writes what it reads again, in every format", () => {
    const original = Image.open(bytesOf(files["PNG, RGBA"].bytes));
    for (const [name, modes] of [
      ["a.png", ["L", "LA", "RGB", "RGBA"]],
      ["a.webp", ["RGB", "RGBA"]],
      ["a.tiff", ["L", "RGB", "RGBA"]],
      ["a.bmp", ["L", "RGB", "RGBA"]],
    ] as const)
      for (const mode of modes) {
        const image = original.convert(mode);
        image.save(join(folder, name), { lossless: true });
        const again = Image.open(join(folder, name));
        assert.deepEqual([again.mode, again.size, [...again.data]], [mode, image.size, [...image.data]], name);
      }
    const grey = original.convert("L");
    grey.save(join(folder, "a.jpg"), { quality: 100 });
    near(Image.open(join(folder, "a.jpg")).data, Buffer.from(grey.data).toString("base64"), 4, "JPEG");
    original.convert("RGB").save(join(folder, "a.gif"));
    assert.deepEqual(Image.open(join(folder, "a.gif")).size, original.size);
  });

  it("names the file that is none, or damaged, and leaves what was there", async () => {
    const path = join(folder, "broken.jpg");
    const jpeg = bytesOf(files["JPEG, RGB"].bytes);
    writeFileSync(path, jpeg.subarray(0, jpeg.length - 40));
    assert.throws(() => Image.open(path), /cannot read image file '.*broken\.jpg': .*premature end/);
    await assert.rejects(Image.openAsync(path), /cannot read image file '.*broken\.jpg': .*premature end/);
    writeFileSync(path, "no picture");
    assert.throws(() => Image.open(path), /cannot identify image file '.*broken\.jpg'; it should be one of PNG, JPEG/);
    assert.throws(() => Image.open(join(folder, "none.png")), /ENOENT.*none\.png/);
    const image = Image.open(bytesOf(files["PNG, RGBA"].bytes));
    const before = readdirSync(folder);
    assert.throws(() => image.save(join(folder, "b.jpg")), /cannot write mode RGBA as JPEG; convert\("RGB"\)/);
    assert.throws(() => image.save(join(folder, "b.xyz")), /unknown file extension: '.xyz'/);
    assert.throws(() => image.save(join(folder, "b.png"), { quality: 0 }), /quality should be an int from 1 to 100/);
    assert.deepEqual(readdirSync(folder), before);
  });

  it("refuses more pixels than memory should be asked for", () => {
    const bmp = Buffer.from(bytesOf(files["BMP, RGB"].bytes));
    bmp.writeInt32LE(20_000, 18);
    bmp.writeInt32LE(20_000, 22);
    assert.throws(() => Image.open(bmp), /20000 x 20000 = 400000000 pixels\) exceeds limit of 178956970 pixels/);
    const png = Buffer.from(bytesOf(files["PNG, RGB"].bytes));
    png.writeUInt32BE(20_000, 16);
    png.writeUInt32BE(20_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    assert.throws(() => Image.open(png), /cannot read image file '<bytes>': .*20000 x 20000 .* exceeds limit/);
  });
});
