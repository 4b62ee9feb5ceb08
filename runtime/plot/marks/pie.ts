import { checkKeys } from "../../tensor/options.ts";
import type { PatchLook } from "../artists/patch.ts";
import { Wedge } from "../artists/patch.ts";
import { Text, type TextOptions } from "../artists/text.ts";
import type { Axes } from "../axes/axes.ts";
import { type Color, cycled } from "../color/color.ts";
import { rcParams } from "../rc-params.ts";
import { type Data, flat } from "../values.ts";
import { onAxes } from "./on-axes.ts";

export interface PieOptions {
  labels?: readonly string[];
  colors?: readonly Color[];
  /** How far slices are moved out, in radii. */
  explode?: readonly number[];
  /** "%.1f%%" and its like, or a function of the percentage. */
  autopct?: string | ((percent: number) => string);
  pctdistance?: number;
  labeldistance?: number;
  startangle?: number;
  counterclock?: boolean;
  radius?: number;
  shadow?: boolean;
  /** How slices look; `width` makes a ring. */
  wedgeprops?: Partial<PatchLook> & { width?: number };
  textprops?: TextOptions;
  normalize?: boolean;
}

const keys =
  "labels colors explode autopct pctdistance labeldistance startangle counterclock radius shadow wedgeprops textprops normalize".split(
    " ",
  );

/** Shares of a whole. Gives the slices, their labels and their percentages. */
export const pie = onAxes("pie", (axes: Axes, x: Data, options: PieOptions = {}): [Wedge[], Text[], Text[]] => {
  checkKeys("pie", options, keys);
  const values = flat(x, "pie(): x");
  const {
    startangle = 0,
    counterclock = true,
    radius = 1,
    pctdistance = 0.6,
    labeldistance = 1.1,
    explode,
    labels,
    autopct,
  } = options;
  if (values.some((value) => !(value >= 0))) throw new RangeError("pie(): wedge sizes 'x' must be non negative values");
  for (const [name, list] of [
    ["labels", labels],
    ["explode", explode],
  ] as const)
    if (list !== undefined && list.length !== values.length)
      throw new RangeError(`pie(): '${name}' must be of length 'x', got ${list.length} and ${values.length}`);
  const total = values.reduce((a, b) => a + b, 0);
  if (!(total > 0)) throw new RangeError("pie(): the sum of x must be positive");
  const shares = values.map((value) => (options.normalize === false ? value : value / total));
  const { width, ...look } = options.wedgeprops ?? {};
  const [wedges, texts, percents]: [Wedge[], Text[], Text[]] = [[], [], []];
  let from = startangle / 360;
  shares.forEach((share, i) => {
    const to = counterclock ? from + share : from - share;
    const middle = Math.PI * (from + to);
    const out = explode?.[i] ?? 0;
    const center: [number, number] = [out * Math.cos(middle), out * Math.sin(middle)];
    const color = options.colors?.[i % options.colors.length] ?? cycled(i);
    const wedge = new Wedge(
      center,
      radius,
      360 * Math.min(from, to),
      360 * Math.max(from, to),
      { facecolor: color, ...look },
      width,
    );
    if (labels?.[i] !== undefined) wedge.label = labels[i];
    wedges.push(axes.add(wedge));
    const at = (distance: number): [number, number] => [
      center[0] + distance * radius * Math.cos(middle),
      center[1] + distance * radius * Math.sin(middle),
    ];
    const [lx, ly] = at(labeldistance);
    if (labels?.[i] !== undefined)
      texts.push(
        axes.add(
          new Text(lx, ly, labels[i], {
            fontsize: rcParams["xtick.labelsize"],
            ha: lx > 0 ? "left" : "right",
            va: "center",
            ...options.textprops,
          }),
        ),
      );
    if (autopct !== undefined) {
      const [px, py] = at(pctdistance);
      const text = typeof autopct === "function" ? autopct(100 * share) : percentText(autopct, 100 * share);
      percents.push(axes.add(new Text(px, py, text, { ha: "center", va: "center", ...options.textprops })));
    }
    from = to;
  });
  axes.isOn = false;
  axes.setAspect("equal");
  axes.setXlim(-1.25, 1.25);
  axes.setYlim(-1.25, 1.25);
  return [wedges, texts, percents];
});

/** Printf's "%1.1f%%". */
function percentText(format: string, percent: number): string {
  const match = /%\d*(?:\.(\d+))?([fd])/.exec(format);
  if (match === null) throw new RangeError(`pie(): autopct '${format}' is not of the form '%1.1f%%'`);
  const written = match[2] === "d" ? Math.trunc(percent).toString() : percent.toFixed(Number(match[1] ?? 6));
  return format.replace(match[0], written).replaceAll("%%", "%");
}
