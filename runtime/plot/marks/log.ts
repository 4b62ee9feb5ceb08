import type { Line2D } from "../artists/line.ts";
import type { Axes } from "../axes/axes.ts";
import { onAxes } from "./on-axes.ts";
import { linesOf, type PlotArgument } from "./plot.ts";

/** `plot` with a logarithmic x axis. */
export const semilogx = onAxes("semilogx", (axes: Axes, ...args: PlotArgument[]): Line2D[] => {
  axes.setXscale("log");
  return linesOf("semilogx", axes, args);
});

/** `plot` with a logarithmic y axis. */
export const semilogy = onAxes("semilogy", (axes: Axes, ...args: PlotArgument[]): Line2D[] => {
  axes.setYscale("log");
  return linesOf("semilogy", axes, args);
});

/** `plot` with two logarithmic axes. */
export const loglog = onAxes("loglog", (axes: Axes, ...args: PlotArgument[]): Line2D[] => {
  axes.setXscale("log");
  axes.setYscale("log");
  return linesOf("loglog", axes, args);
});
