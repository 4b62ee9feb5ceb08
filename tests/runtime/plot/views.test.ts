import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import * as torch from "tangent";
import * as plt from "tangent/plot";

const hostSymbol = Symbol.for("tangent.host");

interface Shown {
  readonly bundle: Readonly<Record<string, string>>;
  readonly options: { readonly displayId?: string; readonly update?: boolean };
}

/** Runs with a kernel that records what is shown; `end` ends the cell. */
function inNotebook(body: (shown: Shown[], end: () => void) => void): void {
  const scope = globalThis as { [key: symbol]: unknown };
  const before = scope[hostSymbol];
  const shown: Shown[] = [];
  const atEnd: (() => void)[] = [];
  scope[hostSymbol] = {
    interruptFlag: new Int32Array(new SharedArrayBuffer(4)),
    display: (bundle: Shown["bundle"], _: object, options: Shown["options"] = {}) => shown.push({ bundle, options }),
    onCellEnd: (callback: () => void) => atEnd.push(callback),
  };
  try {
    body(shown, () => {
      for (const callback of atEnd) callback();
    });
  } finally {
    scope[hostSymbol] = before;
  }
}

describe("views of tangent/plot", () => {
  afterEach(() => plt.close("all"));

  it("redraws a live figure in place, and shows its last state at the end of the cell", () => {
    inNotebook((shown, end) => {
      const [figure, axes] = plt.subplots();
      const [line] = axes.plot([0], [0]);
      const live = plt.live(figure);
      for (let i = 1; i <= 5; i++) {
        line.setData([0, i], [0, i]);
        live.update();
      }
      end();
      assert.ok(shown.length >= 2 && shown.length <= 5, `${shown.length} pictures`);
      assert.equal(new Set(shown.map(({ options }) => options.displayId)).size, 1);
      assert.deepEqual(shown.map(({ options }) => options.update).slice(0, 2), [false, true]);
      const last = shown.at(-1)?.bundle["image/png"];
      assert.equal(last, figure.toPng({ bbox: "tight" }).toString("base64"));
      end();
      assert.equal(shown.at(-1)?.bundle["image/png"], last, "nothing new is shown");
    });
  });

  it("draws learning curves, an epoch at a time or at once", () => {
    inNotebook((shown, end) => {
      const curves = plt.learningCurves(["loss", "accuracy"]);
      curves.add({ loss: { train: 2, validation: 2.5 }, accuracy: 0.1 });
      curves.add({ loss: { train: 1, validation: 2 }, accuracy: 0.5 });
      end();
      assert.ok(shown.length >= 1);
      const [loss] = curves.figure.axes;
      assert.deepEqual(loss.getLegend()?.getTexts(), ["train", "validation"]);
      assert.deepEqual(loss.getXticks(), [1, 2]);
      assert.throws(() => curves.add({ error: 1 }), /'error' is not one of its metrics \(loss, accuracy\)/);
    });
    const whole = plt.learningCurves({ loss: { train: [3, 2, 1] } });
    assert.deepEqual(whole.figure.axes[0].getXticks(), [1, 2, 3]);
  });

  it("lays pictures of tensors side by side", () => {
    const grid = plt.imageGrid(torch.rand(10, 3, 8, 8), { ncols: 5, titles: [..."abcdefghij"] });
    assert.equal(grid.axes.length, 10);
    assert.equal(grid.axes[9].getTitle(), "j");
    assert.ok(grid.toPng().length > 1000);
    assert.equal(plt.imageGrid([torch.zeros(4, 4), torch.zeros(1, 6, 6)]).axes.length, 2);
  });

  it("writes counts or shares in a confusion matrix", () => {
    const counts = torch.tensor([
      [8, 2],
      [1, 9],
    ]);
    plt.confusionMatrix(counts, { displayLabels: ["cat", "dog"], normalize: "true" });
    const texts = plt.gcf().axes[0].artists.flatMap((artist) => ("text" in artist ? [artist.text] : []));
    assert.deepEqual(texts, ["0.80", "0.20", "0.10", "0.90"]);
    assert.deepEqual(plt.yticks()[1], ["cat", "dog"]);
  });

  it("saves an animation as GIF and as HTML", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tangent-plot-"));
    const [figure, axes] = plt.subplots({ figsize: [2, 1] });
    const [line] = axes.plot([0, 1], [0, 1]);
    const seen: number[] = [];
    const animation = new plt.FuncAnimation(
      figure,
      (frame) => {
        seen.push(frame);
        line.setData([0, 1], [0, frame + 1]);
      },
      { frames: 4, interval: 100 },
    );
    const [gif, page] = [join(folder, "a.gif"), join(folder, "a.html")];
    await animation.save(gif);
    await animation.save(page);
    const { pages, delay, width } = await sharp(gif).metadata();
    assert.deepEqual([pages, delay, width], [4, [100, 100, 100, 100], 200]);
    assert.deepEqual(seen, [0, 1, 2, 3], "each frame is drawn once");
    assert.equal(readFileSync(page, "utf8").match(/data:image\/png/g)?.length, 5);
    await assert.rejects(animation.save(join(folder, "a.mp4")), /writes \.gif and \.html/);
    rmSync(folder, { recursive: true });
  });

  it("writes SVG and PDF", () => {
    plt.plot([1, 2, 3], { label: "$x^2$ <script>" });
    plt.legend();
    const svg = plt.gcf().toSvg();
    assert.match(svg, /^<\?xml.*\n?<svg/);
    assert.ok(!svg.includes("<script"));
    assert.equal(plt.gcf().toPdf().subarray(0, 5).toString(), "%PDF-");
  });
});
