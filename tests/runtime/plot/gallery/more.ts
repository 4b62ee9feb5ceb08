/** Distributions, fields, meshes, scales and layouts. Each figure is made alike in `more.py`. */

import * as plt from "tangent/plot";
import { linspace, matrix, normal, range } from "./data.ts";

const x = linspace(0, 10, 101);
const { sin, cos, exp, hypot } = Math;
const side = linspace(-3, 3, 40);
const bumps = side.map((b) => side.map((a) => (1 - a / 2 + a ** 5 + b ** 3) * exp(-(a * a) - b * b)));

export const more: Readonly<Record<string, () => void>> = {
  boxplot() {
    plt.boxplot([normal(80, 1), normal(80, 2).map((v) => v * 1.5 + 1), normal(80, 3).map((v) => v - 1)], {
      tickLabels: ["a", "b", "c"],
    });
    plt.ylabel("value");
  },
  violinplot() {
    plt.violinplot([normal(80, 1), normal(80, 2).map((v) => v * 1.5 + 1), normal(80, 3).map((v) => v - 1)], {
      showmedians: true,
    });
  },
  steps() {
    const at = range(12);
    plt.step(
      at,
      at.map((v) => sin(v / 2)),
      { label: "pre" },
    );
    plt.step(
      at,
      at.map((v) => sin(v / 2) + 1),
      { where: "mid", label: "mid" },
    );
    plt.step(
      at,
      at.map((v) => sin(v / 2) + 2),
      { where: "post", label: "post" },
    );
    plt.legend();
  },
  stem() {
    const at = linspace(0.1, 6, 20);
    plt.stem(
      at,
      at.map((v) => exp(sin(v))),
      { label: "stems" },
    );
    plt.legend();
  },
  stackplot() {
    const at = range(10);
    plt.stackplot(
      at,
      at.map((v) => v + 1),
      at.map((v) => 5 + sin(v)),
      at.map(() => 2),
      { labels: ["a", "b", "c"] },
    );
    plt.legend({ loc: "upper left" });
  },
  pie() {
    plt.pie([15, 30, 45, 10], {
      labels: ["frogs", "hogs", "dogs", "logs"],
      autopct: "%1.1f%%",
      explode: [0, 0.1, 0, 0],
      startangle: 90,
    });
  },
  hist2d() {
    plt.hist2d(normal(2000, 5), normal(2000, 6), { bins: 20 });
    plt.colorbar();
  },
  hexbin() {
    plt.hexbin(normal(2000, 5), normal(2000, 6), { gridsize: 20 });
    plt.colorbar({ label: "count" });
  },
  contour() {
    const set = plt.contour(side, side, bumps);
    plt.colorbar(set);
    plt.title("contour");
  },
  contourf() {
    plt.contourf(side, side, bumps, 10, { cmap: "RdBu" });
    plt.colorbar();
  },
  contourPlain() {
    plt.contour(side, side, bumps, { levels: [-0.6, -0.3, 0, 0.3, 0.6], colors: "black" });
  },
  pcolormesh() {
    plt.pcolormesh(
      linspace(0, 4, 9),
      linspace(0, 2, 5),
      matrix(4, 8, (r, c) => r * c),
    );
    plt.colorbar({ orientation: "horizontal" });
  },
  quiver() {
    const at = linspace(-2, 2, 12);
    plt.quiver(
      at,
      at,
      at.map((b) => at.map(() => -b)),
      at.map(() => at.map((a) => a)),
    );
  },
  streamplot() {
    const at = linspace(-3, 3, 30);
    plt.streamplot(
      at,
      at,
      at.map((b) => at.map((a) => -1 - a * a + b)),
      at.map((b) => at.map((a) => 1 + a - b * b)),
    );
  },
  twinAxes() {
    const axes = plt.gca();
    axes.plot(
      x,
      x.map((v) => exp(v / 3)),
      "b-",
    );
    axes.setXlabel("time");
    axes.setYlabel("exp", { color: "b" });
    const other = axes.twinx();
    other.plot(x, x.map(sin), "r-");
    other.setYlabel("sin", { color: "r" });
    other.tickParams({ axis: "y", labelcolor: "r" });
  },
  inset() {
    const axes = plt.gca();
    axes.plot(
      x,
      x.map((v) => sin(v * 3) * exp(-v / 4)),
    );
    const inner = axes.inset([0.5, 0.55, 0.45, 0.4]);
    inner.plot(
      x.slice(0, 20),
      x.slice(0, 20).map((v) => sin(v * 3)),
    );
    inner.setTitle("zoom");
  },
  symlog() {
    const at = linspace(-100, 100, 201);
    plt.plot(
      at,
      at.map((v) => v ** 3),
    );
    plt.yscale("symlog", { linthresh: 10 });
    plt.grid(true);
  },
  logit() {
    plt.plot(
      linspace(-8, 8, 100),
      linspace(-8, 8, 100).map((v) => 1 / (1 + exp(-v))),
    );
    plt.yscale("logit");
  },
  mosaic() {
    const [, named] = plt.subplotMosaic("AB;CC", { layout: "tight" });
    named.A.plot([1, 2, 3]);
    named.B.bar(["x", "y"], [2, 1]);
    named.C.imshow(
      matrix(4, 12, (r, c) => r + c),
      { aspect: "auto" },
    );
    for (const [name, axes] of Object.entries(named)) axes.setTitle(name);
  },
  gridspec() {
    const [, rows] = plt.subplots(2, 2, {
      gridspecKw: { widthRatios: [3, 1], heightRatios: [1, 3], hspace: 0.05, wspace: 0.05 },
      sharex: "col",
      sharey: "row",
    });
    const [a, b] = [normal(200, 8), normal(200, 9)];
    rows[1][0].scatter(a, b, { s: 10 });
    rows[0][0].hist(a, { bins: 20 });
    rows[1][1].hist(b, { bins: 20, orientation: "horizontal" });
    rows[0][1].axis("off");
  },
  darkStyle() {
    plt.style.use("dark_background");
    plt.figure();
    for (const k of range(4))
      plt.plot(
        x,
        x.map((v) => sin(v + k)),
        { label: `${k}` },
      );
    plt.legend();
    plt.title("dark");
  },
  ggplotStyle() {
    plt.style.use("ggplot");
    plt.figure();
    plt.plot(x, x.map(sin));
    plt.bar([2, 4, 6], [0.5, 1, 0.7]);
    plt.title("ggplot");
  },
  seabornStyle() {
    plt.style.use("seaborn-v0_8-whitegrid");
    plt.figure();
    plt.plot(x, x.map(cos), { label: "cos" });
    plt.legend();
  },
  imageCompare() {
    const [whole, list] = plt.subplots(1, 3, { figsize: [10, 3] });
    const data = matrix(16, 16, (r, c) => hypot(r - 8, c - 8));
    (["viridis", "hot", "coolwarm"] as const).forEach((cmap, i) => {
      const image = list[i].imshow(data, { cmap, origin: "lower" });
      whole.colorbar(image, { ax: list[i], shrink: 0.8 });
      list[i].setTitle(cmap);
    });
  },
  rotatedTicks() {
    plt.bar(["January", "February", "March", "April", "May"], [3, 5, 2, 8, 6]);
    plt.xticks({ rotation: 45 });
    plt.tightLayout();
  },
  barLabels() {
    const bars = plt.bar(range(4), [4, 7.5, 2.25, 6]);
    plt.barLabel(bars, { padding: 3 });
    plt.ylim(0, 9);
  },
  stackedHist() {
    plt.hist([normal(300, 1), normal(300, 2).map((v) => v + 1)], { bins: 15, stacked: true });
    plt.hist(normal(300, 4), { bins: 15, histtype: "step", linewidth: 2 });
    plt.hist(normal(100, 5), { bins: 8, histtype: "stepfilled", alpha: 0.5 });
  },
  spines() {
    plt.plot(x, x.map(sin));
    for (const side of ["top", "right"] as const) plt.gca().spines[side].setVisible(false);
    plt.tickParams({ direction: "in", length: 6 });
    plt.minorticksOn();
  },
  equalAspect() {
    const turn = linspace(0, 6.283185307, 100);
    plt.plot(
      turn.map(cos),
      turn.map((t) => 0.5 * sin(t)),
    );
    plt.axis("equal");
  },
  logHeat() {
    plt.imshow(
      matrix(10, 10, (r, c) => 10 ** ((r + c) / 4)),
      { norm: new plt.LogNorm() },
    );
    plt.colorbar();
  },
  sharedColorbar() {
    const [whole, rows] = plt.subplots(2, 2);
    const images = rows.flat().map((axes, i) =>
      axes.imshow(
        matrix(6, 6, (r, c) => r * c + i),
        { vmin: 0, vmax: 28 },
      ),
    );
    whole.colorbar(images[0], { ax: rows });
  },
  chinese() {
    plt.plot([1, 2, 3], { label: "损失" });
    plt.title("训练曲线");
    plt.xlabel("轮次");
    plt.legend();
  },
  constrained() {
    const [whole, rows] = plt.subplots(2, 2, { layout: "constrained" });
    rows.flat().forEach((axes, i) => {
      axes.plot(x, x.map(sin));
      axes.setTitle(`panel ${i}`);
      axes.setXlabel("x");
      axes.setYlabel("y");
    });
    whole.suptitle("constrained");
  },
  titles() {
    plt.plot(
      x,
      x.map((v) => v * 1e7),
      "r^:",
      { ms: 4, label: "big" },
    );
    plt.legend({ loc: "center right", fontsize: 8, title: "T" });
    plt.title("left", { loc: "left" });
    plt.title("Two\nlines");
    plt.text(5, 2e7, "turned", { rotation: 30, ha: "center", bbox: { facecolor: "red", alpha: 0.3 } });
  },
};
