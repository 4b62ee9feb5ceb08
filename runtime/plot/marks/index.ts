/** The marks: each is a method of axes and a function of pyplot. */

export { bar, barh } from "./bar.ts";
export { barLabel } from "./bar-label.ts";
export { boxplot } from "./boxplot.ts";
export { confusionMatrix } from "./confusion-matrix.ts";
export { clabel, contour, contourf } from "./contour.ts";
export { errorbar } from "./errorbar.ts";
export { fill, fillBetween, fillBetweenx } from "./fill-between.ts";
export { heatmap } from "./heatmap.ts";
export { hexbin } from "./hexbin.ts";
export { hist } from "./hist.ts";
export { imshow, matshow } from "./imshow.ts";
export { axhline, axhspan, axvline, axvspan, hlines, vlines } from "./lines.ts";
export { loglog, semilogx, semilogy } from "./log.ts";
export { hist2d, pcolormesh } from "./pcolormesh.ts";
export { pie } from "./pie.ts";
export { plot } from "./plot.ts";
export { quiver } from "./quiver.ts";
export { scatter } from "./scatter.ts";
export { stackplot } from "./stackplot.ts";
export { stem } from "./stem.ts";
export { step } from "./step.ts";
export { streamplot } from "./streamplot.ts";
export { annotate, text } from "./text.ts";
export { violinplot } from "./violinplot.ts";
