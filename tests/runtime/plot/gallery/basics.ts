/** Lines, points, bars, pictures: what a course draws most. Each figure is made alike in `basics.py`. */

import * as plt from "tangent/plot";
import { linspace, matrix, normal, range, uniform } from "./data.ts";

const x = linspace(0, 10, 101);
const { sin, cos, exp, PI } = Math;

export const basics: Readonly<Record<string, () => void>> = {
  lines() {
    plt.plot(x, x.map(sin), { label: "sin" });
    plt.plot(x, x.map(cos), { label: "cos", linestyle: "--" });
    plt.plot(
      x,
      x.map((v) => sin(v) * cos(v)),
      "g-.",
      { label: "product" },
    );
    plt.title("Waves");
    plt.xlabel("x");
    plt.ylabel("amplitude");
    plt.legend();
    plt.grid(true);
  },
  learningCurves() {
    const epochs = range(20).map((i) => i + 1);
    const [, [loss, accuracy]] = plt.subplots(1, 2, { figsize: [10, 4] });
    loss.plot(
      epochs,
      epochs.map((e) => 2.3 * exp(-e / 5) + 0.1),
      { label: "train" },
    );
    loss.plot(
      epochs,
      epochs.map((e) => 2.3 * exp(-e / 6) + 0.25),
      { label: "validation" },
    );
    loss.setTitle("Loss");
    loss.setXlabel("epoch");
    loss.setYlabel("cross-entropy");
    loss.legend();
    accuracy.plot(
      epochs,
      epochs.map((e) => 1 - 0.9 * exp(-e / 4)),
      "o-",
      { label: "train" },
    );
    accuracy.plot(
      epochs,
      epochs.map((e) => 0.95 - 0.85 * exp(-e / 4)),
      "s--",
      { label: "validation" },
    );
    accuracy.setTitle("Accuracy");
    accuracy.setXlabel("epoch");
    accuracy.legend({ loc: "lower right" });
    accuracy.grid(true, { alpha: 0.3 });
    plt.tightLayout();
  },
  markers() {
    const shapes = ["o", "s", "^", "v", "<", ">", "D", "d", "p", "h", "*", "x", "+", "P", "X", "."] as const;
    shapes.forEach((marker, i) => {
      plt.plot([0, 1, 2], [i, i + 0.3, i], { marker, linestyle: i % 2 === 0 ? "-" : ":" });
    });
    plt.ylim(-1, 17);
  },
  scatter() {
    const [a, b] = [normal(150, 3), normal(150, 7)];
    const points = plt.scatter(a, b, {
      c: a.map((v, i) => v + b[i]),
      s: uniform(150, 5).map((v) => 20 + 180 * v),
      alpha: 0.6,
      cmap: "plasma",
    });
    plt.colorbar(points, { label: "sum" });
    plt.title("Scatter");
  },
  scatterClasses() {
    for (const k of range(3))
      plt.scatter(
        normal(40, 11 + k).map((v) => v + 2 * k),
        normal(40, 21 + k).map((v) => v - k),
        { label: `class ${k}`, marker: (["o", "^", "s"] as const)[k], edgecolors: "black" },
      );
    plt.legend({ title: "classes" });
  },
  bars() {
    plt.bar(["cat", "dog", "bird", "fish"], [3, 7, 2, 5], { color: ["C0", "C1", "C2", "C3"], edgecolor: "black" });
    plt.ylabel("count");
  },
  groupedBars() {
    const at = range(4);
    plt.bar(
      at.map((v) => v - 0.2),
      [20, 34, 30, 35],
      { width: 0.4, label: "men", yerr: [2, 3, 4, 1], capsize: 4 },
    );
    plt.bar(
      at.map((v) => v + 0.2),
      [25, 32, 34, 20],
      { width: 0.4, label: "women" },
    );
    plt.xticks(at, ["G1", "G2", "G3", "G4"]);
    plt.legend();
  },
  horizontalBars() {
    plt.barh(["accuracy", "precision", "recall", "f1"], [0.92, 0.88, 0.85, 0.865], { color: "tab:green", height: 0.6 });
    plt.xlim(0, 1);
    plt.grid(true, { axis: "x" });
  },
  histogram() {
    plt.hist(normal(1000, 42), { bins: 30, density: true, alpha: 0.7, label: "samples" });
    const at = linspace(-4, 4, 200);
    plt.plot(
      at,
      at.map((v) => exp((-v * v) / 2) / Math.sqrt(2 * PI)),
      "r-",
      { lw: 2, label: "density" },
    );
    plt.legend();
  },
  histograms() {
    plt.hist([normal(300, 1), normal(300, 2).map((v) => v + 1)], { bins: 15, label: ["a", "b"] });
    plt.legend();
  },
  image() {
    plt.imshow(matrix(20, 30, (r, c) => sin(r / 4) * cos(c / 5)));
    plt.colorbar();
    plt.title("imshow");
  },
  imageGrid() {
    const [, rows] = plt.subplots(2, 4, { figsize: [8, 4] });
    rows.flat().forEach((axes, i) => {
      axes.imshow(
        matrix(28, 28, (r, c) => exp(-((r - 14) ** 2 + (c - 10 - i) ** 2) / (20 + 5 * i))),
        { cmap: "gray" },
      );
      axes.setTitle(`digit ${i}`);
      axes.axis("off");
    });
    plt.tightLayout();
  },
  confusion() {
    const counts = matrix(4, 4, (r, c) => (r === c ? 40 + 5 * r : Math.abs(r - c) * 2));
    const image = plt.matshow(counts, { cmap: "Blues" });
    plt.colorbar(image);
    counts.forEach((row, r) => {
      row.forEach((count, c) => {
        plt.text(c, r, String(count), { ha: "center", va: "center", color: count > 30 ? "white" : "black" });
      });
    });
    plt.xlabel("predicted");
    plt.ylabel("true");
  },
  sharedGrid() {
    const [whole, rows] = plt.subplots(2, 2, { sharex: true, sharey: true });
    rows.flat().forEach((axes, i) => {
      axes.plot(
        x,
        x.map((v) => sin(v + i) * (i + 1)),
        { color: `C${i}` },
      );
      axes.setTitle(`phase ${i}`);
    });
    whole.suptitle("Shared axes");
  },
  logScale() {
    const at = range(50).map((i) => i + 1);
    plt.semilogy(
      at,
      at.map((v) => exp(-v / 4)),
      { label: "exp" },
    );
    plt.semilogy(
      at,
      at.map((v) => 1 / v ** 2),
      { label: "power" },
    );
    plt.xlabel("step");
    plt.legend();
    plt.grid(true, { which: "both", alpha: 0.4 });
  },
  logLog() {
    const at = linspace(0, 4, 30).map((v) => 10 ** v);
    plt.loglog(
      at,
      at.map((v) => v ** 1.5),
      "o-",
    );
    plt.loglog(
      at,
      at.map((v) => 3 * v),
      "--",
    );
    plt.title("$x^{1.5}$ and $3x$");
  },
  guides() {
    plt.plot(x, x.map(sin));
    plt.axhline(0, { color: "black", linewidth: 0.8 });
    plt.axvline(PI, { color: "red", linestyle: "--", label: "$\\pi$" });
    plt.axvspan(4, 6, { alpha: 0.2, color: "orange", label: "span" });
    plt.axhspan(-0.25, 0.25, { facecolor: "green", alpha: 0.15 });
    plt.legend();
  },
  fillBetween() {
    const mean = x.map(sin);
    plt.plot(x, mean, { label: "mean" });
    plt.fillBetween(
      x,
      mean.map((v) => v - 0.3),
      mean.map((v) => v + 0.3),
      { alpha: 0.3, label: "±0.3" },
    );
    plt.legend({ loc: "upper center", ncol: 2 });
    plt.margins({ x: 0 });
  },
  errorBars() {
    const at = range(8);
    plt.errorbar(
      at,
      at.map((v) => v ** 1.5),
      { yerr: at.map((v) => 0.5 + v / 4), xerr: 0.2, fmt: "o", capsize: 3, label: "data" },
    );
    plt.errorbar(
      at,
      at.map((v) => 15 - v),
      { yerr: 1, label: "line" },
    );
    plt.legend();
  },
  annotations() {
    plt.plot(
      x,
      x.map((v) => cos(v) * exp(-v / 5)),
    );
    plt.annotate("minimum", [3, -0.55], { xytext: [5, -0.2], arrowprops: { arrowstyle: "->" } });
    plt.annotate("start", [0, 1], { xytext: [1.5, 0.9], arrowprops: { facecolor: "black", shrink: 0.05 } });
    plt.text(6, 0.6, "boxed", { fontsize: 14, bbox: { boxstyle: "round", facecolor: "wheat", alpha: 0.5 } });
    plt.text(0.95, 0.05, "corner", { transform: "axes", ha: "right", style: "italic" });
  },
  mathText() {
    plt.plot(
      x,
      x.map((v) => v ** 2),
      { label: "$y = x^2$" },
    );
    plt.plot(
      x,
      x.map((v) => 10 * Math.sqrt(v)),
      { label: "$10\\sqrt{x}$" },
    );
    plt.title("$\\alpha_i \\times \\beta^2 + \\frac{\\partial L}{\\partial w}$");
    plt.xlabel("$\\theta$ (rad)");
    plt.ylabel("$\\mathcal{L}(\\theta)$");
    plt.legend();
  },
  offsets() {
    const [, [first, second]] = plt.subplots(1, 2, { figsize: [9, 3.5] });
    first.plot([1e6, 2e6, 3e6], [1e-6, 3e-6, 2e-6]);
    second.plot([100000.1, 100000.2, 100000.3], [12345678, 12345680, 12345690]);
  },
  manyPanels() {
    const [whole, rows] = plt.subplots(3, 3, { figsize: [9, 7], layout: "tight" });
    rows.flat().forEach((axes, i) => {
      axes.plot(
        x,
        x.map((v) => v ** (i / 3)),
      );
      axes.setXlabel("x");
      axes.setYlabel(`power ${i}/3`);
    });
    whole.suptitle("Powers");
  },
  dates() {
    const days = range(120).map((i) => new Date(Date.UTC(2024, 0, 15 + i)));
    plt.plot(
      days,
      range(120).map((i) => 50 + 10 * sin(i / 12)),
    );
    plt.gcf().autofmtXdate();
  },
  missing() {
    plt.plot([1, 2, Number.NaN, 4, 5], [1, 4, 9, 16, 25], "o-");
    plt.scatter([1, 2, 3], [5, Number.NaN, 20]);
  },
  single() {
    plt.plot([5], [3], "o");
  },
  empty() {
    plt.plot([], []);
    plt.xlabel("nothing");
  },
  legendOutside() {
    for (const k of range(4))
      plt.plot(
        x,
        x.map((v) => sin(v) + k),
        { label: `curve ${k}` },
      );
    plt.legend({ bboxToAnchor: [1.02, 1], loc: "upper left", borderaxespad: 0 });
    plt.subplotsAdjust({ right: 0.75 });
  },
};
