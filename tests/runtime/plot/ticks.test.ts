/** Ticks and texts of matplotlib 3.11 for the y axis of a figure of the default size. */

import assert from "node:assert/strict";
import * as plt from "tangent/plot";

const space = 13;

const cases: [low: number, high: number, ticks: number[], texts: string, multiplier: string][] = [
  [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1], "0.0 0.2 0.4 0.6 0.8 1.0", ""],
  [-0.5, 27.5, [-5, 0, 5, 10, 15, 20, 25, 30], "−5 0 5 10 15 20 25 30", ""],
  [-6.55, 5.55, [-8, -6, -4, -2, 0, 2, 4, 6], "−8 −6 −4 −2 0 2 4 6", ""],
  [1e6, 3.5e6, [1e6, 1.5e6, 2e6, 2.5e6, 3e6, 3.5e6], "1.0 1.5 2.0 2.5 3.0 3.5", "1e6"],
  [1e-5, 2e-5, [1e-5, 1.2e-5, 1.4e-5, 1.6e-5, 1.8e-5, 2e-5], "1.0 1.2 1.4 1.6 1.8 2.0", "1e−5"],
  [
    1000.1,
    1000.4,
    [1000.1, 1000.15, 1000.2, 1000.25, 1000.3, 1000.35, 1000.4],
    "0.10 0.15 0.20 0.25 0.30 0.35 0.40",
    "+1e3",
  ],
  [
    -3,
    -1,
    [-3, -2.75, -2.5, -2.25, -2, -1.75, -1.5, -1.25, -1],
    "−3.00 −2.75 −2.50 −2.25 −2.00 −1.75 −1.50 −1.25 −1.00",
    "",
  ],
  [0, 1234, [0, 200, 400, 600, 800, 1000, 1200, 1400], "0 200 400 600 800 1000 1200 1400", ""],
  [
    0.001,
    0.0095,
    [0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007, 0.008, 0.009, 0.01],
    "0.001 0.002 0.003 0.004 0.005 0.006 0.007 0.008 0.009 0.010",
    "",
  ],
  [
    12345678,
    12345690,
    [12345678, 12345680, 12345682, 12345684, 12345686, 12345688, 12345690],
    "78 80 82 84 86 88 90",
    "+1.23456e7",
  ],
];

describe("ticks", () => {
  for (const [low, high, expected, texts, multiplier] of cases)
    it(`are matplotlib's from ${low} to ${high}`, () => {
      const ticks = plt.AutoLocator().ticks(low, high, { space, least: Number.POSITIVE_INFINITY });
      assert.equal(ticks.length, expected.length);
      ticks.forEach((tick, i) => {
        assert.ok(Math.abs(tick - expected[i]) <= 1e-9 * (high - low), `${tick} is not ${expected[i]}`);
      });
      const formatter = new plt.ScalarFormatter();
      const written = formatter.format(ticks, [low, high]);
      assert.deepEqual([written.join(" "), formatter.offset], [texts, multiplier]);
    });
});
