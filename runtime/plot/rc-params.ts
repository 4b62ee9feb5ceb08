/** Matplotlib's settings, by its names and with its defaults. */

import { nearest } from "../tensor/options.ts";
import type { Color } from "./color/color.ts";

/** Points, or matplotlib's words for a share of the font's size. */
export type FontSize = number | "xx-small" | "x-small" | "small" | "medium" | "large" | "x-large" | "xx-large";

const defaults = {
  "axes.axisbelow": "line" as boolean | "line",
  "axes.edgecolor": "black" as Color,
  "axes.facecolor": "white" as Color,
  "axes.formatter.limits": [-5, 6] as readonly [number, number],
  "axes.formatter.min_exponent": 0,
  "axes.formatter.offset_threshold": 4,
  "axes.formatter.useoffset": true,
  "axes.grid": false,
  "axes.grid.axis": "both" as "x" | "y" | "both",
  "axes.labelcolor": "black" as Color,
  "axes.labelpad": 4,
  "axes.labelsize": "medium" as FontSize,
  "axes.labelweight": "normal",
  "axes.linewidth": 0.8,
  "axes.prop_cycle": [
    "#1f77b4",
    "#ff7f0e",
    "#2ca02c",
    "#d62728",
    "#9467bd",
    "#8c564b",
    "#e377c2",
    "#7f7f7f",
    "#bcbd22",
    "#17becf",
  ] as readonly string[],
  "axes.spines.bottom": true,
  "axes.spines.left": true,
  "axes.spines.right": true,
  "axes.spines.top": true,
  "axes.titlecolor": "auto" as Color,
  "axes.titlelocation": "center" as "left" | "center" | "right",
  "axes.titlepad": 6,
  "axes.titlesize": "large" as FontSize,
  "axes.titleweight": "normal",
  "axes.xmargin": 0.05,
  "axes.ymargin": 0.05,
  "boxplot.color": "black" as Color,
  "errorbar.capsize": 0,
  "figure.autolayout": false,
  "figure.constrained_layout.use": false,
  "figure.dpi": 100,
  "figure.facecolor": "white" as Color,
  "figure.figsize": [6.4, 4.8] as readonly [number, number],
  "figure.subplot.bottom": 0.11,
  "figure.subplot.hspace": 0.2,
  "figure.subplot.left": 0.125,
  "figure.subplot.right": 0.9,
  "figure.subplot.top": 0.88,
  "figure.subplot.wspace": 0.2,
  "figure.titlesize": "large" as FontSize,
  "figure.titleweight": "normal",
  "font.family": "sans-serif" as string | readonly string[],
  "font.sans-serif": [
    "DejaVu Sans",
    "Bitstream Vera Sans",
    "Arial",
    "Liberation Sans",
    "sans-serif",
  ] as readonly string[],
  "font.serif": ["DejaVu Serif", "Times New Roman", "serif"] as readonly string[],
  "font.monospace": ["DejaVu Sans Mono", "Courier New", "monospace"] as readonly string[],
  "font.size": 10,
  "font.style": "normal",
  "font.weight": "normal",
  "grid.alpha": 1,
  "grid.color": "#b0b0b0" as Color,
  "grid.linestyle": "-",
  "grid.linewidth": 0.8,
  "hist.bins": 10 as number | string,
  "image.aspect": "equal" as "equal" | "auto" | number,
  "image.cmap": "viridis",
  "image.interpolation": "auto",
  "image.origin": "upper" as "upper" | "lower",
  "legend.edgecolor": "0.8" as Color,
  "legend.facecolor": "inherit" as Color,
  "legend.fancybox": true,
  "legend.fontsize": "medium" as FontSize,
  "legend.framealpha": 0.8,
  "legend.frameon": true,
  "legend.loc": "best",
  "legend.markerscale": 1,
  "legend.title_fontsize": null as FontSize | null,
  "lines.linestyle": "-",
  "lines.linewidth": 1.5,
  "lines.marker": "None",
  "lines.markeredgewidth": 1,
  "lines.markersize": 6,
  "lines.solid_capstyle": "projecting" as "projecting" | "butt" | "round",
  "patch.edgecolor": "black" as Color,
  "patch.facecolor": "C0" as Color,
  "patch.force_edgecolor": false,
  "patch.linewidth": 1,
  "savefig.bbox": null as "tight" | null,
  "savefig.dpi": "figure" as number | "figure",
  "savefig.pad_inches": 0.1,
  "savefig.transparent": false,
  "scatter.marker": "o",
  "text.color": "black" as Color,
  "xtick.color": "black" as Color,
  "xtick.direction": "out" as "out" | "in" | "inout",
  "xtick.labelsize": "medium" as FontSize,
  "xtick.major.pad": 3.5,
  "xtick.major.size": 3.5,
  "xtick.major.width": 0.8,
  "xtick.minor.pad": 3.4,
  "xtick.minor.size": 2,
  "xtick.minor.width": 0.6,
  "ytick.color": "black" as Color,
  "ytick.direction": "out" as "out" | "in" | "inout",
  "ytick.labelsize": "medium" as FontSize,
  "ytick.major.pad": 3.5,
  "ytick.major.size": 3.5,
  "ytick.major.width": 0.8,
  "ytick.minor.pad": 3.4,
  "ytick.minor.size": 2,
  "ytick.minor.width": 0.6,
};

export type RcParams = typeof defaults;

/** Matplotlib's own values. */
export const rcParamsDefault: Readonly<RcParams> = Object.freeze({ ...defaults });

function check(key: string | symbol): asserts key is keyof RcParams {
  if (typeof key === "string" && Object.hasOwn(defaults, key)) return;
  const near = nearest(String(key), Object.keys(defaults));
  throw new RangeError(
    `'${String(key)}' is not a valid rcParam${near === undefined ? "" : `: did you mean '${near}'?`}`,
  );
}

/** The settings that figures are made with: `plt.rcParams["figure.dpi"] = 150`. */
export const rcParams: RcParams = new Proxy(
  { ...defaults },
  {
    set(target, key, value: unknown) {
      check(key);
      const before: unknown = defaults[key];
      if (value === undefined || (typeof before === "number" && key !== "hist.bins" && !Number.isFinite(value)))
        throw new TypeError(`rcParams['${key}'] must be a number, got ${String(value)}`);
      return Reflect.set(target, key, value);
    },
  },
);

/** Sets several of a group at once: `rc("lines", { linewidth: 2 })`. */
export function rc(group: string, settings: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(settings)) Reflect.set(rcParams, `${group}.${name}`, value);
}

/** Matplotlib's own values again. */
export function rcdefaults(): void {
  Object.assign(rcParams, rcParamsDefault);
}

const shares: Readonly<Record<string, number>> = {
  "xx-small": 0.579,
  "x-small": 0.694,
  small: 0.833,
  medium: 1,
  large: 1.2,
  "x-large": 1.44,
  "xx-large": 1.728,
};

/** Points of a font size. @throws RangeError for an unknown word. */
export function pointsOf(size: FontSize): number {
  if (typeof size === "number" && size > 0) return size;
  if (Object.hasOwn(shares, size)) return shares[size] * rcParams["font.size"];
  throw new RangeError(`font size must be a positive number or one of ${Object.keys(shares).join(", ")}, got ${size}`);
}
