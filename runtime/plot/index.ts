/** Plots: `import * as plt from "tangent/plot"` is matplotlib's pyplot. */

import { Axes } from "./axes/axes.ts";
import * as marks from "./marks/index.ts";

for (const [name, value] of Object.entries(marks))
  Object.defineProperty(Axes.prototype, name, { value, writable: true, configurable: true });

export { Line2D } from "./artists/line.ts";
export { Circle, Ellipse, Polygon, Rectangle, Wedge } from "./artists/patch.ts";
export type { TextOptions } from "./artists/text.ts";
export { GridSpec, SubplotSpec } from "./axes/gridspec.ts";
export type { LegendOptions } from "./axes/legend.ts";
export type { AxisSetting } from "./axes/settings.ts";
export { type Color, toHex } from "./color/color.ts";
export { Colormap, colormap as getCmap, LinearSegmentedColormap, ListedColormap } from "./color/colormaps.ts";
export { BoundaryNorm, LogNorm, Normalize, SymLogNorm, TwoSlopeNorm } from "./color/norms.ts";
export type { Colorbar, ColorbarOptions } from "./figure/colorbar.ts";
export { Figure, type FigureOptions } from "./figure/figure.ts";
export type { ImshowOptions } from "./marks/imshow.ts";
export * from "./marks/index.ts";
export type { PlotOptions } from "./marks/line-options.ts";
export * from "./pyplot.ts";
export { rc, rcdefaults, rcParams, rcParamsDefault } from "./rc-params.ts";
export * as style from "./style.ts";
export { Axes3D } from "./three/axes3d.ts";
export { DateFormatter, DayLocator } from "./ticks/dates.ts";
export { FixedFormatter, FuncFormatter, PercentFormatter, ScalarFormatter } from "./ticks/formatters.ts";
export { AutoLocator, FixedLocator, LogLocator, MaxNLocator, MultipleLocator } from "./ticks/locators.ts";
export type { Data } from "./values.ts";
export * from "./views/index.ts";
export { Axes };
