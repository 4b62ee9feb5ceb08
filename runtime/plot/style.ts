/** Style sheets: groups of settings under matplotlib's names. */

import { type RcParams, rcdefaults, rcParams } from "./rc-params.ts";

const seaborn: Partial<RcParams> = {
  "axes.axisbelow": true,
  "axes.labelcolor": ".15",
  "figure.facecolor": "white",
  "font.sans-serif": ["Arial", "Liberation Sans", "DejaVu Sans", "Bitstream Vera Sans", "sans-serif"],
  "image.cmap": "Greys",
  "legend.frameon": false,
  "lines.solid_capstyle": "round",
  "text.color": ".15",
  "xtick.color": ".15",
  "xtick.major.size": 0,
  "xtick.minor.size": 0,
  "ytick.color": ".15",
  "ytick.major.size": 0,
  "ytick.minor.size": 0,
};

const sheets: Readonly<Record<string, Partial<RcParams>>> = {
  default: {},
  dark_background: {
    "axes.edgecolor": "white",
    "axes.facecolor": "black",
    "axes.labelcolor": "white",
    "axes.prop_cycle": "8dd3c7 feffb3 bfbbd9 fa8174 81b1d2 fdb462 b3de69 bc82bd ccebc4 ffed6f"
      .split(" ")
      .map((c) => `#${c}`),
    "boxplot.color": "white",
    "figure.facecolor": "black",
    "grid.color": "white",
    "patch.edgecolor": "white",
    "text.color": "white",
    "xtick.color": "white",
    "ytick.color": "white",
  },
  ggplot: {
    "axes.axisbelow": true,
    "axes.edgecolor": "white",
    "axes.facecolor": "#E5E5E5",
    "axes.grid": true,
    "axes.labelcolor": "#555555",
    "axes.labelsize": "large",
    "axes.linewidth": 1,
    "axes.prop_cycle": "E24A33 348ABD 988ED5 777777 FBC15E 8EBA42 FFB5B8".split(" ").map((c) => `#${c}`),
    "axes.titlesize": "x-large",
    "figure.facecolor": "white",
    "grid.color": "white",
    "patch.edgecolor": "#EEEEEE",
    "patch.facecolor": "#348ABD",
    "patch.linewidth": 0.5,
    "xtick.color": "#555555",
    "ytick.color": "#555555",
  },
  bmh: {
    "axes.edgecolor": "#bcbcbc",
    "axes.facecolor": "#eeeeee",
    "axes.grid": true,
    "axes.labelsize": "large",
    "axes.prop_cycle": "348ABD A60628 7A68A6 467821 D55E00 CC79A7 56B4E9 009E73 F0E442 0072B2"
      .split(" ")
      .map((c) => `#${c}`),
    "axes.titlesize": "x-large",
    "grid.color": "#b2b2b2",
    "grid.linestyle": "--",
    "grid.linewidth": 0.5,
    "lines.linewidth": 2,
    "patch.edgecolor": "#eeeeee",
    "patch.facecolor": "blue",
    "patch.linewidth": 0.5,
    "xtick.direction": "in",
    "ytick.direction": "in",
  },
  fivethirtyeight: {
    "axes.axisbelow": true,
    "axes.edgecolor": "#f0f0f0",
    "axes.facecolor": "#f0f0f0",
    "axes.grid": true,
    "axes.labelsize": "large",
    "axes.linewidth": 3,
    "axes.prop_cycle": "008fd5 fc4f30 e5ae38 6d904f 8b8b8b 810f7c".split(" ").map((c) => `#${c}`),
    "axes.titlesize": "x-large",
    "figure.facecolor": "#f0f0f0",
    "figure.subplot.bottom": 0.07,
    "figure.subplot.left": 0.08,
    "figure.subplot.right": 0.95,
    "font.size": 14,
    "grid.color": "#cbcbcb",
    "grid.linewidth": 1,
    "lines.linewidth": 4,
    "lines.solid_capstyle": "butt",
    "patch.edgecolor": "#f0f0f0",
    "patch.linewidth": 0.5,
    "xtick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
  },
  "seaborn-v0_8": {
    ...seaborn,
    "axes.edgecolor": "white",
    "axes.facecolor": "#EAEAF2",
    "axes.grid": true,
    "axes.labelsize": 11,
    "axes.linewidth": 0,
    "axes.prop_cycle": "4C72B0 55A868 C44E52 8172B2 CCB974 64B5CD".split(" ").map((c) => `#${c}`),
    "axes.titlesize": 12,
    "figure.figsize": [8, 5.5],
    "grid.color": "white",
    "grid.linewidth": 1,
    "legend.fontsize": 10,
    "lines.linewidth": 1.75,
    "lines.markeredgewidth": 0,
    "lines.markersize": 7,
    "patch.facecolor": "#4C72B0",
    "patch.linewidth": 0.3,
    "xtick.labelsize": 10,
    "xtick.major.pad": 7,
    "ytick.labelsize": 10,
    "ytick.major.pad": 7,
  },
  "seaborn-v0_8-darkgrid": {
    ...seaborn,
    "axes.edgecolor": "white",
    "axes.facecolor": "#EAEAF2",
    "axes.grid": true,
    "axes.linewidth": 0,
    "grid.color": "white",
  },
  "seaborn-v0_8-whitegrid": {
    ...seaborn,
    "axes.edgecolor": ".8",
    "axes.facecolor": "white",
    "axes.grid": true,
    "axes.linewidth": 1,
    "grid.color": ".8",
  },
};

/** The names that `use` knows. */
export const available: readonly string[] = Object.keys(sheets);

/** Sets what a style sheet, or an object of settings, says; "default" sets everything back. */
export function use(...styles: (string | Partial<RcParams>)[]): void {
  for (const style of styles) {
    if (typeof style === "string" && !Object.hasOwn(sheets, style))
      throw new RangeError(`'${style}' is not a valid value for style; supported values are ${available.join(", ")}`);
    if (style === "default") rcdefaults();
    Object.assign(rcParams, typeof style === "string" ? sheets[style] : style);
  }
}

/** Settings that hold until the end of `body`, or of its promise. */
export function context<Result>(style: string | Partial<RcParams>, body: () => Result): Result {
  const before = { ...rcParams };
  const restore = (): void => void Object.assign(rcParams, before);
  let isLater = false;
  try {
    use(style);
    const result = body();
    isLater = result instanceof Promise;
    return result instanceof Promise ? (result.finally(restore) as Result) : result;
  } finally {
    if (!isLater) restore();
  }
}
