/** What cannot be drawn is named; what can be is drawn. */

import assert from "node:assert/strict";
import * as torch from "tangent";
import * as plt from "tangent/plot";

const drawn = (): number => plt.gcf().toPng().length;
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

describe("bad input of tangent/plot", () => {
  afterEach(() => {
    plt.close("all");
    plt.rcdefaults();
  });

  it("draws what there is among NaN, infinity, null and nothing", () => {
    plt.plot([nan, 1, infinity, 3, null, 5]);
    plt.scatter([nan, 1], [1, nan]);
    plt.bar(["a", "b"], [1, nan]);
    plt.hist([1, nan, 2, infinity], { bins: 3, range: [0, 3] });
    plt.imshow([
      [1, nan],
      [infinity, 2],
    ]);
    plt.fillBetween([0, 1, 2], [1, nan, 2]);
    plt.errorbar([0, 1], [1, nan], { yerr: [nan, 0.1] });
    assert.ok(drawn() > 1000);
  });

  it("draws empty data", () => {
    for (const draw of [
      () => plt.plot([], []),
      () => plt.scatter([], []),
      () => plt.bar([], []),
      () => plt.hist([]),
      () => plt.fillBetween([], []),
      () => plt.errorbar([], [], { yerr: [] }),
      () => plt.boxplot([[]]),
      () => plt.stem([], []),
      () => plt.legend(),
    ]) {
      plt.figure();
      draw();
      assert.ok(drawn() > 1000, draw.toString());
    }
  });

  it("takes numbers, typed arrays, tensors, dates and categories", () => {
    plt.plot(new Float32Array([1, 2, 3]), torch.tensor([1, 2, 3]));
    plt.plot(BigInt64Array.of(1n, 2n), [1, 2]);
    plt.figure();
    plt.plot([new Date(0), new Date(86_400_000)], [1, 2]);
    assert.deepEqual(plt.gca().artists[0].bounds?.()?.x, { low: 0, high: 1, least: 1 });
    plt.figure();
    plt.bar(["x", "y", "x"], [1, 2, 3]);
    assert.deepEqual(plt.xticks(), [
      [0, 1],
      ["x", "y"],
    ]);
  });

  it("leaves out what a log axis cannot show, as matplotlib does", () => {
    plt.plot([0, 1, 2], [-1, 0, 10]);
    plt.yscale("log");
    // Of what is shown there is one value: a decade on either side of it, and the margin.
    const [low, high] = plt.ylim();
    assert.ok(Math.abs(low - 0.794328) < 1e-5 && Math.abs(high - 125.8925) < 1e-3, `${low} ${high}`);
    plt.ylim(-5, 20);
    assert.equal(plt.ylim()[1], 20);
    assert.ok(plt.ylim()[0] > 0, "a limit below zero is left out");
    assert.ok(drawn() > 1000);
  });

  it("names the argument, what was given and what was needed", () => {
    const refusals: [() => unknown, RegExp][] = [
      [() => plt.scatter([1, 2], [1]), /x and y must be the same size, got 2 and 1/],
      [
        () => plt.scatter([1, 2], [1, 2], { s: [1, 2, 3] }),
        /s must be a scalar, or .* same size as x and y: got 3, needed 2/,
      ],
      [() => plt.scatter([1, 2], [1, 2], { c: [1, 2, 3] }), /'c' argument has 3 elements, .* 'x' and 'y' with size 2/],
      [() => plt.scatter([1], [1], { marker: "q" as "o" }), /'q' is not a valid value for marker/],
      [() => plt.bar([1, 2, 3], [1, 2]), /shape mismatch: bar\(\): height has 2 values, x has 3/],
      [() => plt.bar([1], [1], { color: "nocolour" }), /'nocolour' is not a valid value for facecolor/],
      [() => plt.hist([1, 2], { bins: 0 }), /bins must be a positive integer, got 0/],
      [() => plt.hist([1, 2], { histtype: "bars" as "bar" }), /'bars' is not a valid value for histtype/],
      [() => plt.plot([1], { linestyle: "~" as "-" }), /'~' is not a valid value for linestyle/],
      [() => plt.plot([[1, 2]], [[1], [2]]), /same first dimension/],
      [
        () => plt.plot([1], { lineWidth: 2 } as object),
        /unexpected keyword argument 'lineWidth' \(did you mean 'linewidth'\?\)/,
      ],
      [
        () => plt.errorbar([1, 2], [1, 2], { yerr: [1, 2, 3] }),
        /'yerr' \(shape: \(3,\)\) must be a scalar or a 1D or \(2, n\)/,
      ],
      [() => plt.errorbar([1], [1], { yerr: -1 }), /'yerr' must not contain negative values/],
      [() => plt.fillBetween([1, 2, 3], [1, 2]), /fillBetween\(\): 'x' has 3 values, but 'y1' has 2/],
      [() => plt.pie([1, -1]), /wedge sizes 'x' must be non negative/],
      [() => plt.contour([[1]]), /at least a \(2, 2\) shaped array/],
      [
        () => plt.pcolormesh([0, 1], [0, 1, 2, 3], [[1]]),
        /Dimensions of C \(1, 1\) should be one smaller than X\(2\) and Y\(4\)/,
      ],
      [() => plt.colorbar(), /No mappable was found/],
      [() => plt.xlim(nan, 1), /Axis limits cannot be NaN or Inf/],
      [() => plt.xscale("cubic" as "log"), /'cubic' is not a valid value for scale/],
      [() => plt.xticks([1, 2], ["a"]), /locations \(2\).* number of labels \(1\)/],
      [() => plt.style.use("nice"), /'nice' is not a valid value for style/],
      [
        () => Object.assign(plt.rcParams, { "lines.linewith": 1 }),
        /not a valid rcParam: did you mean 'lines.linewidth'\?/,
      ],
      [() => plt.text(0, 0, "a", { ha: "middle" as "left" }), /'middle' is not a valid value for ha/],
      [() => plt.title("a", { fontsize: "huge" as "large" }), /font size must be/],
      [() => plt.subplots(2, 2, { sharex: "rows" as "row" }), /'rows' is not a valid value for sharex/],
      [() => plt.subplotMosaic("AB;BA"), /'A' is not a rectangle|'B' is not a rectangle/],
      [() => plt.savefig("/tmp/a.bmp"), /Format 'bmp' is not supported/],
      [() => plt.confusionMatrix([[1, 2]]), /matrix must be square, got \(1, 2\)/],
      [() => plt.imageGrid([1, 2] as never), /images must have the shape \[N, H, W\] or \[N, C, H, W\]/],
    ];
    for (const [refused, message] of refusals) {
      plt.close("all");
      assert.throws(refused, message, `${refused}`);
    }
  });

  it("names an unknown command of mathtext, and draws lone dollars and long texts", () => {
    plt.title("$\\nosuch$");
    assert.throws(() => drawn(), /mathtext: unknown command \\nosuch/);
    plt.title("costs 5$ <b>bold</b>");
    plt.xlabel("long ".repeat(2000));
    assert.ok(drawn() > 1000);
  });
});
