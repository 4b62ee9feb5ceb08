/** Colour maps: colours for the values from 0 to 1. ColorBrewer's come from d3, matplotlib's own from `packed.ts`. */

import { inflateSync } from "node:zlib";
import * as chromatic from "d3-scale-chromatic";
import { type Color, type Rgba, rgbaOf } from "./color.ts";
import { packed } from "./packed.ts";

const steps = 256;

export class Colormap {
  readonly name: string;
  /** How many colours there are. */
  readonly N: number;
  /** RGBA bytes, colour by colour. */
  readonly table: Uint8Array;

  constructor(name: string, table: Uint8Array) {
    this.name = name;
    this.table = table;
    this.N = table.length / 4;
  }

  /** The colour of a value from 0 to 1; NaN has none and is transparent. A whole number picks by its place with `rgbaAt`. */
  rgba(value: number): Rgba {
    if (Number.isNaN(value)) return [0, 0, 0, 0];
    return this.rgbaAt(value >= 1 ? this.N - 1 : Math.floor(value * this.N));
  }

  /** The i-th colour. */
  rgbaAt(i: number): Rgba {
    const at = 4 * Math.min(Math.max(i, 0), this.N - 1);
    return [this.table[at] / 255, this.table[at + 1] / 255, this.table[at + 2] / 255, this.table[at + 3] / 255];
  }

  /** The same colours from the other end. */
  reversed(): Colormap {
    const table = new Uint8Array(this.table.length);
    for (let i = 0; i < this.N; i++) table.set(this.table.subarray(4 * i, 4 * i + 4), 4 * (this.N - 1 - i));
    return new Colormap(this.name.endsWith("_r") ? this.name.slice(0, -2) : `${this.name}_r`, table);
  }

  toString(): string {
    return `<Colormap '${this.name}': ${this.N} colors>`;
  }
}

/** A map of just these colours. */
export function ListedColormap(colors: readonly Color[], name = "from_list"): Colormap {
  if (colors.length === 0) throw new RangeError("ListedColormap(): colors must hold at least one color");
  return new Colormap(name, bytes(colors.map((color) => rgbaOf(color))));
}

/** A map of `N` colours that goes through these at even distances. */
export function LinearSegmentedColormap(name: string, colors: readonly Color[], N = steps): Colormap {
  if (colors.length === 0) throw new RangeError("LinearSegmentedColormap(): colors must hold at least one color");
  return new Colormap(
    name,
    interpolated(
      colors.map((color) => rgbaOf(color)),
      N,
    ),
  );
}

function bytes(colors: readonly Rgba[]): Uint8Array {
  // Matplotlib cuts rather than rounds.
  return Uint8Array.from(colors.flatMap((color) => color.map((part) => Math.floor(part * 255 + 1e-9))));
}

function interpolated(colors: readonly Rgba[], count: number): Uint8Array {
  const last = colors.length - 1;
  const made = Array.from({ length: count }, (_, i): Rgba => {
    const at = count === 1 ? 0 : (i / (count - 1)) * last;
    const low = Math.min(Math.floor(at), Math.max(last - 1, 0));
    const share = at - low;
    const [from, to] = [colors[low], colors[Math.min(low + 1, last)]];
    return from.map((part, k) => part + (to[k] - part) * share) as unknown as Rgba;
  });
  return bytes(made);
}

const sequential =
  "Blues BuGn BuPu GnBu Greens Greys Oranges OrRd PuBu PuBuGn PuRd Purples RdPu Reds YlGn YlGnBu YlOrBr YlOrRd".split(
    " ",
  );
const diverging = "BrBG PiYG PRGn PuOr RdBu RdGy RdYlBu RdYlGn Spectral".split(" ");
const qualitative = "Accent Dark2 Paired Pastel1 Pastel2 Set1 Set2 Set3".split(" ");
const tab20 =
  "1f77b4 aec7e8 ff7f0e ffbb78 2ca02c 98df8a d62728 ff9896 9467bd c5b0d5 8c564b c49c94 e377c2 f7b6d2 7f7f7f c7c7c7 bcbd22 dbdb8d 17becf 9edae5".split(
    " ",
  );

const ramp = (from: Color, to: Color) => () => interpolated([rgbaOf(from), rgbaOf(to)], steps);

function makers(): Map<string, () => Uint8Array> {
  const schemes = chromatic as unknown as Readonly<Record<string, readonly string[] & readonly (readonly string[])[]>>;
  const found = new Map<string, () => Uint8Array>();
  for (const name of Object.keys(packed)) found.set(name, () => unpack(packed[name]));
  for (const [names, classes] of [
    [sequential, 9],
    [diverging, 11],
  ] as const)
    for (const name of names)
      found.set(name, () =>
        interpolated(
          schemes[`scheme${name}`][classes].map((color) => rgbaOf(color)),
          steps,
        ),
      );
  for (const name of qualitative) found.set(name, () => bytes(schemes[`scheme${name}`].map((color) => rgbaOf(color))));
  found.set("tab10", () => bytes(chromatic.schemeCategory10.map((color) => rgbaOf(color))));
  found.set("tab20", () => bytes(tab20.map((color) => rgbaOf(`#${color}`))));
  found.set("gray", ramp("black", "white"));
  found.set("binary", ramp("white", "black"));
  found.set("Wistia", () =>
    interpolated(
      ["#e4ff7a", "#ffe81a", "#ffbd00", "#ffa000", "#fc7f00"].map((color) => rgbaOf(color)),
      steps,
    ),
  );
  return found;
}

function unpack(text: string): Uint8Array {
  const rgb = inflateSync(Buffer.from(text, "base64"));
  const table = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let i = 0; i < rgb.length / 3; i++) table.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return table;
}

const aliases: Readonly<Record<string, string>> = {
  grey: "gray",
  Grays: "Greys",
  gist_gray: "gray",
  gist_grey: "gray",
  gist_yarg: "binary",
};
const made = new Map<string, Colormap>();
let table: Map<string, () => Uint8Array> | undefined;

/** A map by its name; "name_r" is reversed. @throws RangeError for an unknown name, with the known ones. */
export function colormap(map: string | Colormap): Colormap {
  if (map instanceof Colormap) return map;
  const known = made.get(map);
  if (known !== undefined) return known;
  table ??= makers();
  const plain = String(map).replace(/_r$/, "");
  const maker = table.get(aliases[plain] ?? plain);
  if (maker === undefined)
    throw new RangeError(
      `'${map}' is not a valid value for cmap; supported values are ${[...table.keys()]
        .sort()
        .map((key) => `'${key}'`)
        .join(", ")}, and each with '_r'`,
    );
  const straight = new Colormap(plain, maker());
  const result = map === plain ? straight : straight.reversed();
  made.set(map, result);
  return result;
}
