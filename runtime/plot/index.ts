/** Plots: `import * as plt from "tangent/plot"` is matplotlib's pyplot. */

export { Axes, type AxisSetting, type ImshowOptions, type PlotOptions } from "./axes.ts";
export { Figure, type FigureOptions } from "./figure.ts";
export * from "./pyplot.ts";
export type { Data } from "./values.ts";
