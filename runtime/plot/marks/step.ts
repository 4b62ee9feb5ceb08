import { isOptions } from "../../tensor/options.ts";
import type { DrawStyle, Line2D } from "../artists/line.ts";
import type { Axes } from "../axes/axes.ts";
import type { PlotOptions } from "./line-options.ts";
import { onAxes } from "./on-axes.ts";
import { linesOf, type PlotArgument } from "./plot.ts";

/** Steps from point to point: `where` is "pre", "post" or "mid". */
export const step = onAxes(
  "step",
  (axes: Axes, ...args: (PlotArgument | (PlotOptions & { where?: "pre" | "post" | "mid" }))[]): Line2D[] => {
    const given = isOptions(args.at(-1)) ? (args.at(-1) as PlotOptions & { where?: string }) : {};
    const { where = "pre", ...options } = given;
    if (!["pre", "post", "mid"].includes(where))
      throw new RangeError(`'${where}' is not a valid value for where; supported values are 'pre', 'post', 'mid'`);
    const data = isOptions(args.at(-1)) ? args.slice(0, -1) : args;
    return linesOf("step", axes, [
      ...(data as PlotArgument[]),
      { ...options, drawstyle: `steps-${where}` as DrawStyle },
    ]);
  },
);
