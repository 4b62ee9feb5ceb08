/** Matplotlib's names of colours, as red, green, blue and alpha from 0 to 1. */

import { rcParams } from "../rc-params.ts";
import { createCanvas } from "../render/canvas.ts";

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** "red", "#1f77b4", "C0", "tab:blue", "k", "0.5", "none", or three or four numbers from 0 to 1. */
export type Color = string | readonly number[];

/** The names of matplotlib's default cycle, tab10. */
const tableau = {
  blue: "#1f77b4",
  orange: "#ff7f0e",
  green: "#2ca02c",
  red: "#d62728",
  purple: "#9467bd",
  brown: "#8c564b",
  pink: "#e377c2",
  gray: "#7f7f7f",
  olive: "#bcbd22",
  cyan: "#17becf",
} as const;

/** The one-letter names; green, cyan, magenta and yellow are darker than CSS's. */
export const letters: Readonly<Record<string, Rgba>> = {
  b: [0, 0, 1, 1],
  g: [0, 0.5, 0, 1],
  r: [1, 0, 0, 1],
  c: [0, 0.75, 0.75, 1],
  m: [0.75, 0, 0.75, 1],
  y: [0.75, 0.75, 0, 1],
  k: [0, 0, 0, 1],
  w: [1, 1, 1, 1],
};

/** The i-th colour of the cycle that rcParams hold. */
export function cycled(i: number): string {
  const cycle = rcParams["axes.prop_cycle"];
  return cycle[i % cycle.length];
}

const known = new Map<string, Rgba>();

/**
 * Red, green, blue and alpha of a colour; `alpha`, where given, takes the place of its own.
 * @throws RangeError naming `argument` for what is no colour.
 */
export function rgbaOf(color: Color, alpha?: number, argument = "color"): Rgba {
  const [red, green, blue, own] = typeof color === "string" ? named(color, argument) : numbers(color, argument);
  if (typeof color === "string" && color.toLowerCase() === "none") return [0, 0, 0, 0];
  return [red, green, blue, alpha ?? own];
}

/** Whether `rgbaOf` takes it. */
export function isColor(color: unknown): color is Color {
  try {
    rgbaOf(color as Color);
    return true;
  } catch {
    return false;
  }
}

function refuse(color: unknown, argument: string): never {
  throw new RangeError(
    `${JSON.stringify(color)?.replaceAll('"', "'")} is not a valid value for ${argument}: supported inputs are (r, g, b) and ` +
      "(r, g, b, a) numbers from 0 to 1; '#rrggbb', '#rrggbbaa', '#rgb'; names such as 'red' or 'tab:blue'; 'C0'; " +
      "a grey level such as '0.5'; and 'none'",
  );
}

function numbers(color: readonly number[], argument: string): Rgba {
  const list = Array.from(color);
  if ((list.length !== 3 && list.length !== 4) || !list.every((part) => part >= 0 && part <= 1))
    refuse(color, argument);
  return [list[0], list[1], list[2], list[3] ?? 1];
}

function named(name: string, argument: string): Rgba {
  if (typeof name !== "string") return refuse(name, argument);
  const inCycle = /^C(\d+)$/.exec(name);
  if (inCycle !== null) return named(cycled(Number(inCycle[1])), argument);
  if (Object.hasOwn(letters, name)) return letters[name];
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = parsed(name) ?? refuse(name, argument);
  known.set(name, made);
  return made;
}

function parsed(name: string): Rgba | undefined {
  const lower = name.toLowerCase();
  if (lower === "none") return [0, 0, 0, 0];
  const tab = lower.replace(/^tab:grey$/, "tab:gray").replace(/^tab:/, "");
  if (lower.startsWith("tab:"))
    return Object.hasOwn(tableau, tab) ? parsed(tableau[tab as keyof typeof tableau]) : undefined;
  if (/^(?:0(?:\.\d*)?|1(?:\.0*)?|\.\d+)$/.test(lower)) {
    const level = Number(lower);
    return [level, level, level, 1];
  }
  const hex = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(lower)?.[0].slice(1);
  if (hex !== undefined) {
    const pairs = hex.length < 6 ? Array.from(hex, (digit) => digit + digit) : hex.match(/../g);
    const [red, green, blue, alpha = 1] = (pairs as string[]).map((pair) => Number.parseInt(pair, 16) / 255);
    return [red, green, blue, alpha];
  }
  return /^[a-z]+$/.test(lower) ? cssName(lower) : undefined;
}

/** A CSS name as canvas knows it: what it does not know leaves the colour before. */
function cssName(name: string): Rgba | undefined {
  const context = createCanvas(1, 1).getContext("2d");
  const tried = ["#000001", "#000002"].map((before) => {
    context.fillStyle = before;
    context.fillStyle = name;
    return String(context.fillStyle);
  });
  return tried[0] === tried[1] && tried[0].startsWith("#") ? parsed(tried[0]) : undefined;
}

/** A colour as canvas writes it. */
export function css([red, green, blue, alpha]: Rgba): string {
  const byte = (part: number): number => Math.round(part * 255);
  return `rgba(${byte(red)}, ${byte(green)}, ${byte(blue)}, ${alpha})`;
}

/** "#rrggbb", or with alpha "#rrggbbaa". */
export function toHex(color: Color, keepAlpha = false): string {
  const parts = rgbaOf(color).slice(0, keepAlpha ? 4 : 3);
  return `#${parts
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
