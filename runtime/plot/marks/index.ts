/** The marks: each is a method of axes and a function of pyplot. */

export { bar, barh } from "./bar.ts";
export { errorbar } from "./errorbar.ts";
export { fill, fillBetween, fillBetweenx } from "./fill-between.ts";
export { hist } from "./hist.ts";
export { imshow, matshow } from "./imshow.ts";
export { axhline, axhspan, axvline, axvspan, hlines, vlines } from "./lines.ts";
export { loglog, semilogx, semilogy } from "./log.ts";
export { plot } from "./plot.ts";
export { scatter } from "./scatter.ts";
export { step } from "./step.ts";
export { annotate, text } from "./text.ts";
