/** Grids and drawings beside what torchvision 0.28 and Pillow gave. */

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, loadImage } from "canvas";
import type { Tensor } from "tangent";
import * as torch from "tangent";

const { utils } = torch.vision;

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
type Names = "picture" | "boxes" | "drawn" | "wide" | "grey" | "masks" | "mask";
type GridNames = "pictures" | "grid" | "normal" | "range" | "one" | "saved";

const answers: Readonly<Record<Names | GridNames, Numbers>> = JSON.parse(
  readFileSync(new URL("answers.json", import.meta.url), "utf8"),
);
const read = ({ shape, data }: Numbers): Tensor => torch.tensor([...data]).reshape(shape);

function equal(got: Tensor, want: Numbers): void {
  assert.deepEqual([...got.shape], want.shape);
  assert.ok(torch.allclose(got.to(torch.float32), read(want), { atol: 1e-6 }));
}

describe("vision.utils", () => {
  const picture = read(answers.picture).to(torch.uint8);
  const boxes = read(answers.boxes);

  it("puts pictures side by side", () => {
    const pictures = read(answers.pictures);
    equal(utils.makeGrid(pictures, 3), answers.grid);
    const options = { padding: 1, normalize: true, scaleEach: true, padValue: 0.5 };
    equal(utils.makeGrid(pictures, 2, options), answers.normal);
    const two = [pictures.at(0), pictures.at(1)];
    equal(utils.makeGrid(two, { normalize: true, valueRange: [-1, 1] }), answers.range);
    equal(utils.makeGrid(pictures.at(0, 0)), answers.one);
    equal(pictures, answers.pictures);
    assert.throws(() => utils.makeGrid([]), /the list of pictures is empty/);
    assert.throws(() => utils.makeGrid(pictures, 0), /'nrow' must be at least 1, got 0/);
  });

  it("draws boxes as Pillow does", () => {
    equal(utils.drawBoundingBoxes(picture, boxes), answers.drawn);
    const colors = ["red", "#00ff7f", [1, 2, 3], "blue"] as const;
    equal(utils.drawBoundingBoxes(picture, boxes, { colors, width: 2, fill: true }), answers.wide);
    const grey = picture.narrow(0, 0, 1).to(torch.float32).div(255);
    equal(utils.drawBoundingBoxes(grey, boxes, { colors: "white", width: 3 }), answers.grey);
    equal(picture, answers.picture);
    assert.throws(
      () => utils.drawBoundingBoxes(picture, boxes.neg()),
      /Boxes need to be in \(xmin, ymin, xmax, ymax\)/,
    );
    assert.throws(() => utils.drawBoundingBoxes(picture, boxes, ["cat"]), /Number of boxes \(4\) and labels \(1\)/);
    assert.throws(() => utils.drawBoundingBoxes(picture, boxes, { colors: "colour" }), /unknown color specifier/);
  });

  it("writes labels into the boxes", () => {
    const white = torch.full([3, 40, 60], 255, { dtype: torch.uint8 });
    const box = torch.tensor([[2, 2, 57, 37]]);
    const plain = utils.drawBoundingBoxes(white, box, { colors: "blue" });
    const labelled = utils.drawBoundingBoxes(white, box, ["cat"], { colors: "blue", labelColors: "black" });
    const changed = labelled.ne(plain).any(0).nonzero();
    const [top, left] = changed.amin(0).tolist() as number[];
    const [bottom, right] = changed.amax(0).tolist() as number[];
    assert.ok(top >= 4 && left >= 4 && bottom < 18 && right < 30, `${top} ${left} ${bottom} ${right}`);
    const behind = utils.drawBoundingBoxes(white, box, ["cat"], { colors: "blue", fillLabels: true });
    assert.deepEqual(behind.at("...", 4, 4).tolist(), [0, 0, 255]);
  });

  it("lays masks over a picture", () => {
    const masks = torch.zeros(2, 14, 18, { dtype: torch.bool });
    masks.at(0).narrow(0, 2, 6).narrow(1, 3, 6).fill_(true);
    masks.at(1).narrow(0, 5, 7).narrow(1, 6, 9).fill_(true);
    equal(utils.drawSegmentationMasks(picture, masks), answers.masks);
    const floats = picture.to(torch.float32).div(255);
    equal(utils.drawSegmentationMasks(floats, masks, 0.5, ["green", [255, 128, 0]]), answers.mask);
    assert.throws(() => utils.drawSegmentationMasks(picture, masks.to(torch.uint8)), /must be of dtype bool/);
    assert.throws(() => utils.drawSegmentationMasks(picture, masks.narrow(1, 0, 3)), /same height and width/);
  });

  it("saves pictures", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tangent-utils-"));
    try {
      const path = join(folder, "grid.png");
      utils.saveImage(torch.sigmoid(read(answers.pictures)), path, { nrow: 2 });
      const image = await loadImage(path);
      const context = createCanvas(image.width, image.height).getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const pixels = torch.tensor(Uint8Array.from(data)).reshape(image.height, image.width, 4).narrow(2, 0, 3);
      equal(pixels, answers.saved);
      const other = join(folder, "grid.xyz");
      assert.throws(
        () => utils.saveImage(torch.rand(3, 4, 4), other),
        /unknown file extension: '\.xyz' of '.*grid\.xyz'/,
      );
      assert.ok(!existsSync(other));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
