/** Figures whose numbers matplotlib gave: `gallery/reference.py` writes them, and pictures to look at. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Axes } from "tangent/plot";
import * as plt from "tangent/plot";
import { basics } from "./gallery/basics.ts";
import { more } from "./gallery/more.ts";
import { three } from "./gallery/three.ts";

interface AxisNumbers {
  readonly limits: readonly [number, number];
  readonly ticks: readonly number[];
  readonly labels: readonly string[];
  readonly offset: string;
}

interface AxesNumbers {
  readonly x: AxisNumbers;
  readonly y: AxisNumbers;
  readonly box: readonly number[];
  readonly legend: readonly string[];
  readonly lines: readonly (readonly [color: string, width: number, style: string])[];
}

interface BoxNumbers {
  readonly limits: readonly (readonly [number, number])[];
  readonly box: readonly number[];
  readonly legend: readonly string[];
}

type Reference = Readonly<Record<string, readonly (AxesNumbers | BoxNumbers)[]>>;

const reference = JSON.parse(readFileSync(new URL("./gallery/reference.json", import.meta.url), "utf8")) as Reference;
/** Pixels that the places of axes may differ by: texts are measured by another library. */
const nearby = 6;

function closeTo(found: readonly number[], expected: readonly number[], scale: number, what: string): void {
  assert.equal(found.length, expected.length, `${what}: ${found} is not ${expected}`);
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) <= 1e-6 * scale, `${what}: ${found} is not ${expected}`);
  });
}

function sameAxis(axes: Axes, which: "x" | "y", expected: AxisNumbers): void {
  const isX = which === "x";
  const limits = isX ? axes.getXlim() : axes.getYlim();
  const scale = Math.abs(expected.limits[1] - expected.limits[0]);
  closeTo(limits, expected.limits, scale, `${which} limits`);
  const isLog = axes[`${which}axis`].state.scale.name !== "linear";
  const ticks = isX ? axes.getXticks() : axes.getYticks();
  // The ends of a logarithmic axis are far from alike in size.
  closeTo(
    isLog ? ticks.map(Math.asinh) : ticks,
    isLog ? expected.ticks.map(Math.asinh) : expected.ticks,
    isLog ? 1 : scale,
    `${which} ticks`,
  );
  const { labelLow, labelHigh } = axes[`${which}axis`].ticksOn;
  const labels = isX ? axes.getXticklabels() : axes.getYticklabels();
  if (labelLow || labelHigh) assert.deepEqual(labels, expected.labels, `${which} texts`);
  else assert.deepEqual(expected.labels, [], `${which} texts`);
  assert.equal(axes[`${which}axis`].state.formatter.offset ?? "", expected.offset, `what ${which} is multiplied by`);
}

describe("the gallery has matplotlib's numbers", () => {
  afterEach(() => {
    plt.close("all");
    plt.rcdefaults();
  });

  for (const [name, draw] of Object.entries({ ...basics, ...more, ...three }))
    it(name, () => {
      draw();
      const figure = plt.gcf();
      const axesList = figure.axes.filter((axes) => axes.visible);
      assert.equal(axesList.length, reference[name].length, "the number of axes");
      assert.ok(figure.toPng().length > 1000);
      axesList.forEach((axes, i) => {
        const expected = reference[name][i];
        const { x0, y0, x1, y1 } = axes.box;
        for (const [k, edge] of [x0, y0, x1, y1].entries())
          assert.ok(
            Math.abs(edge - expected.box[k]) <= nearby,
            `axes ${i}: box ${[x0, y0, x1, y1]} is not ${expected.box}`,
          );
        assert.deepEqual(axes.getLegend()?.getTexts() ?? [], expected.legend, "legend");
        if ("limits" in expected) {
          assert.ok(axes instanceof plt.Axes3D);
          axes.limits3D().forEach((limits, k) => {
            closeTo(limits, expected.limits[k], 1, `limits of ${"xyz"[k]}`);
          });
          return;
        }
        if (axes.isOn && axes.xaxis.visible) sameAxis(axes, "x", expected.x);
        if (axes.isOn && axes.yaxis.visible) sameAxis(axes, "y", expected.y);
        const lines = axes.artists.filter((artist) => artist instanceof plt.Line2D);
        assert.deepEqual(
          lines.map(({ look }) => [
            plt.toHex(look.color),
            look.linewidth,
            look.linestyle === "none" ? "None" : look.linestyle,
          ]),
          expected.lines,
          "lines",
        );
      });
    });
});
