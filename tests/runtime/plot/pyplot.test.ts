import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { createCanvas, loadImage } from "canvas";
import * as torch from "tangent";
import * as plt from "tangent/plot";

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** "r,g,b" at a place. */
  at(x: number, y: number): string;
  /** How many pixels have a colour. */
  count(colour: string): number;
}

async function pixelsOf(png: Buffer): Promise<Pixels> {
  const image = await loadImage(png);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const at = (x: number, y: number) => data.slice(4 * (y * width + x), 4 * (y * width + x) + 3).join();
  const count = (colour: string) => {
    let found = 0;
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (at(x, y) === colour) found++;
    return found;
  };
  return { width, height, at, count };
}

const [blue, orange, red] = ["31,119,180", "255,127,14", "255,0,0"];
const host = Symbol.for("tangent.host");

describe("tangent/plot", () => {
  afterEach(() => plt.close("all"));

  it("draws lines in matplotlib's colours, and those that are asked for", async () => {
    plt.plot([1, 2, 3]);
    plt.plot([0, 1, 2], [3, 2, 1]);
    plt.plot([0, 1, 2], [2, 2, 2], "r--");
    const pixels = await pixelsOf(plt.gcf().toPng({ bbox: "tight" }));
    for (const colour of [blue, orange, red]) assert.ok(pixels.count(colour) > 100, colour);
    assert.ok(
      Math.abs(pixels.width - 556) <= 3 && Math.abs(pixels.height - 413) <= 3,
      "matplotlib's 556 by 413 pixels",
    );
  });

  it("sets limits with a margin of 5 %, to the picture's edges, or as told", () => {
    plt.plot([0, 10], [-1, 1]);
    assert.deepEqual(
      [plt.xlim(), plt.ylim()],
      [
        [-0.5, 10.5],
        [-1.1, 1.1],
      ],
    );
    plt.axis([0, 5, -2, 2]);
    assert.deepEqual(
      [plt.xlim(), plt.ylim()],
      [
        [0, 5],
        [-2, 2],
      ],
    );
    plt.figure();
    plt.imshow(torch.zeros(28, 20));
    assert.deepEqual(
      [plt.xlim(), plt.ylim()],
      [
        [-0.5, 19.5],
        [27.5, -0.5],
      ],
    );
  });

  it("shows a tensor's values through a colour map, squares of equal size", async () => {
    plt.imshow(
      torch.tensor([
        [0, 1],
        [2, 3],
      ]),
    );
    plt.axis("off");
    const { width, height, at } = await pixelsOf(plt.gcf().toPng({ bbox: "tight" }));
    const [left, right] = [Math.floor(width / 4), Math.floor((3 * width) / 4)];
    assert.ok(Math.abs(width - height) <= 1);
    const viridis = plt.getCmap("viridis");
    const expected = [0, 85, 170, 255].map((i) => viridis.table.slice(4 * i, 4 * i + 3).join());
    assert.deepEqual([at(left, left), at(right, left), at(left, right), at(right, right)], expected);
    assert.equal(expected[3], "253,231,36");
  });

  it("shows colours as they are: of floats to 1, of whole numbers to 255", async () => {
    for (const image of [
      torch.tensor([[[1, 0, 0]]], { dtype: torch.float32 }),
      torch.tensor([[[255, 0, 0]]], { dtype: torch.uint8 }),
    ]) {
      plt.figure();
      plt.imshow(image);
      plt.axis("off");
      const { at } = await pixelsOf(plt.gcf().toPng({ bbox: "tight" }));
      assert.equal(at(60, 60), red);
    }
  });

  it("makes grids of axes", () => {
    const [figure, [first, second]] = plt.subplots(1, 2, { figsize: [4, 2] });
    first.plot([1, 2]);
    second.imshow([[1]], { cmap: "gray" }).height;
    assert.deepEqual([figure.axes.length, String(figure)], [2, "<Figure size 400x200 with 2 Axes>"]);
    const [, rows] = plt.subplots({ nrows: 2, ncols: 3 });
    assert.deepEqual([rows.length, rows[0].length], [2, 3]);
    const [, one] = plt.subplots();
    assert.ok(one instanceof plt.Axes);
    plt.figure();
    assert.equal(plt.subplot(2, 2, 3), plt.subplot(2, 2, 3));
    assert.deepEqual(
      [plt.gca().spec?.rows, plt.gca().spec?.columns],
      [
        [1, 2],
        [0, 1],
      ],
    );
  });

  it("draws titles, labels, a grid and a legend", async () => {
    plt.plot([0, 1], { label: "loss" });
    const bare = await pixelsOf(plt.gcf().toPng({ bbox: "tight" }));
    plt.title("Loss");
    plt.xlabel("epoch");
    plt.ylabel("loss");
    plt.legend();
    plt.grid();
    const dressed = await pixelsOf(plt.gcf().toPng({ bbox: "tight" }));
    assert.ok(dressed.height > bare.height + 25 && dressed.width > bare.width + 10);
    assert.ok(dressed.count(blue) > bare.count(blue) + 20, "the legend's sample");
    assert.ok(dressed.count("176,176,176") > 1000, "the grid");
  });

  it("prints its objects in a line each", () => {
    const [line] = plt.plot([1, 2], { label: "loss" });
    plt.title("Loss");
    assert.deepEqual(
      [line, plt.imshow([[1, 2]]), plt.gca()].map((each) => inspect(each)),
      ["Line2D(loss)", "AxesImage(size=(1, 2))", "<Axes: title='Loss'>"],
    );
  });

  it("breaks lines at NaN, and survives having nothing to show", () => {
    plt.plot([1, Number.NaN, 3], "o-");
    plt.plot([]);
    plt.plot([Number.NaN]);
    plt.plot([5]);
    assert.ok(plt.gcf().toPng({ bbox: "tight" }).length > 0);
    plt.figure();
    plt.gca();
    assert.ok(plt.gcf().toPng({ bbox: "tight" }).length > 0);
  });

  it("shows figures in a notebook at the end of the cell, once", () => {
    const scope = globalThis as { [key: symbol]: unknown };
    const before = scope[host];
    const shown: Record<string, string>[] = [];
    const atEnd: (() => void)[] = [];
    scope[host] = {
      interruptFlag: new Int32Array(new SharedArrayBuffer(4)),
      display: (bundle: Record<string, string>) => shown.push(bundle),
      onCellEnd: (callback: () => void) => atEnd.push(callback),
    };
    try {
      plt.plot([1, 2]);
      plt.figure();
      for (const callback of atEnd) callback();
      plt.plot([1, 2]);
      plt.show();
      for (const callback of atEnd) callback();
    } finally {
      scope[host] = before;
    }
    assert.equal(atEnd.length, 1);
    assert.deepEqual(
      shown.map((bundle) => bundle["text/plain"]),
      ["<Figure size 640x480 with 1 Axes>", "<Figure size 640x480 with 1 Axes>"],
    );
    assert.match(shown[0]["image/png"], /^iVBORw0KGgo/);
  });

  it("writes files in a script, and says where", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tangent-plot-"));
    const [before, log] = [process.cwd(), console.log];
    const said: string[] = [];
    process.chdir(folder);
    console.log = (text: string) => said.push(text);
    try {
      plt.plot([1, 2]);
      plt.show();
    } finally {
      console.log = log;
      process.chdir(before);
    }
    const path = /: (.*\.png)$/.exec(said.join())?.[1] as string;
    assert.equal((await loadImage(path)).width > 400, true);
    rmSync(folder, { recursive: true });
  });

  it("names what is wrong", () => {
    assert.throws(
      () => plt.plot([1, 2], [1]),
      /x and y must have same first dimension, but have shapes \(2,\) and \(1,\)/,
    );
    assert.throws(() => plt.plot([1], "q"), /'q' is not a valid format string \(unrecognized character 'q'\)/);
    assert.throws(() => plt.plot([1], "--:"), /two linestyle symbols/);
    assert.throws(() => plt.plot([1], { color: "nocolour" }), /'nocolour' is not a valid value for color/);
    assert.throws(() => plt.plot([1], { colour: "red" } as object), /unexpected keyword argument 'colour'/);
    assert.throws(() => plt.plot([[1], [1, 2]]), /plot\(\): y has rows of unequal length/);
    assert.throws(() => plt.plot("r--"), /has no data before it/);
    assert.throws(() => plt.imshow([1, 2]), /Invalid shape \(2,\) for image data/);
    assert.throws(() => plt.imshow(torch.zeros(2, 2, 2)), /Invalid shape \(2, 2, 2\) for image data/);
    assert.throws(() => plt.imshow([[1]], { cmap: "rainbows" }), /'rainbows' is not a valid value for cmap/);
    assert.throws(() => plt.legend({ loc: "middle" as "best" }), /'middle' is not a valid value for loc/);
    assert.throws(() => plt.figure({ figsize: [0, 1] }), /figure size must be positive/);
    assert.throws(() => plt.subplot(2, 2, 5), /num must be an integer with 1 <= num <= 4, not 5/);
    assert.throws(
      () => plt.savefig("figure.gif"),
      /Format 'gif' is not supported \(supported formats: png, svg, pdf\)/,
    );
  });
});
