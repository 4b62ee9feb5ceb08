import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as torch from "tangent";

const { io, utils } = torch.vision;

describe("vision.io", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-io-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const picture = torch
    .arange(0, 3 * 4 * 5)
    .mul(4)
    .to(torch.uint8)
    .reshape(3, 4, 5);

  it("reads what it wrote, from files and from bytes", () => {
    const path = join(folder, "a.png");
    io.writePng(picture, path);
    for (const read of [
      io.readImage(path),
      io.decodeImage(io.readFile(path)),
      io.decodeImage(io.encodePng(picture, 9)),
    ]) {
      assert.equal(read.dtype, torch.uint8);
      assert.deepEqual(read.tolist(), picture.tolist());
    }
    assert.deepEqual([...io.readImage(path, "GRAY").shape], [1, 4, 5]);
    assert.deepEqual([...io.readImage(path, { mode: "RGB_ALPHA" }).shape], [4, 4, 5]);
    const grey = torch.full([1, 8, 8], 77, { dtype: torch.uint8 });
    io.writeJpeg(grey, join(folder, "b.jpg"), 95);
    assert.deepEqual(io.readImage(join(folder, "b.jpg")).tolist(), grey.tolist());
  });

  it("says what it cannot take", () => {
    assert.throws(() => io.encodePng(torch.ones(3, 2, 2)), /a uint8 tensor is needed, got torch.float32/);
    assert.throws(() => io.encodeJpeg(picture.narrow(0, 0, 2)), /number of channels should be 1 or 3.*\[2, 4, 5\]/);
    assert.throws(() => io.encodeJpeg(picture, 0), /quality should be an int from 1 to 100, got 0/);
    assert.throws(
      () => io.readImage(join(folder, "a.png"), "PINK" as never),
      /mode should be UNCHANGED or one of GRAY/,
    );
    assert.throws(() => io.writeFile(join(folder, "x"), picture), /should be 1-dimensional, got 3 dims/);
    assert.throws(() => io.decodeImage(torch.zeros(9, { dtype: torch.uint8 })), /cannot identify image file '<bytes>'/);
  });

  it("lets saveImage write every format", () => {
    for (const name of ["c.jpg", "c.webp", "c.bmp", "c.tiff", "c.gif"]) {
      utils.saveImage(torch.full([3, 6, 6], 0.5), join(folder, name));
      const mean = io.readImage(join(folder, name), "RGB").to(torch.float32).mean().item() as number;
      assert.ok(Math.abs(mean - 128) <= 1, `${name}: ${mean}`);
    }
    assert.throws(() => utils.saveImage(torch.ones(3, 2, 2), join(folder, "d.xyz")), /unknown file extension/);
  });
});
