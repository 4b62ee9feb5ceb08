/** Matplotlib's names of colours, as canvas writes them. */

import { createCanvas } from "./canvas.ts";

/** Matplotlib's colour cycle, tab10: "C0" to "C9", "tab:blue" and so on. */
const cycle = {
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

const cycleList = Object.values(cycle);

/** The one-letter names; green, cyan, magenta and yellow are darker than CSS's. */
export const letters: Readonly<Record<string, string>> = {
  b: "#0000ff",
  g: "#008000",
  r: "#ff0000",
  c: "#00bfbf",
  m: "#bf00bf",
  y: "#bfbf00",
  k: "#000000",
  w: "#ffffff",
};

/** The i-th colour of the cycle. */
export function cycled(i: number): string {
  return cycleList[i % cycleList.length];
}

/** A CSS colour for matplotlib's name, grey level "0.5", "C3", or a CSS name. @throws for what is none. */
export function colorOf(name: string): string {
  if (typeof name !== "string") throw new TypeError(`a color must be a text, got ${String(name)}`);
  if (Object.hasOwn(letters, name)) return letters[name];
  const inCycle = /^C(\d+)$/.exec(name);
  if (inCycle !== null) return cycled(Number(inCycle[1]));
  const tab = name.replace(/^tab:grey$/, "tab:gray").replace(/^tab:/, "");
  if (name.startsWith("tab:") && Object.hasOwn(cycle, tab)) return cycle[tab as keyof typeof cycle];
  if (/^(?:0(?:\.\d*)?|1(?:\.0*)?|\.\d+)$/.test(name)) {
    const level = Math.round(Number(name) * 255);
    return `rgb(${level}, ${level}, ${level})`;
  }
  const context = createCanvas(1, 1).getContext("2d");
  const tried = ["#000001", "#000002"].map((before) => {
    context.fillStyle = before;
    context.fillStyle = name;
    return context.fillStyle;
  });
  if (tried[0] !== tried[1]) throw new RangeError(`'${name}' is not a valid value for color`);
  return name;
}
