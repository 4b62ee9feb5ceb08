/** Options of lines, and of filled shapes, that several marks take. */

import type { DrawStyle, LineLook } from "../artists/line.ts";
import type { PatchLook } from "../artists/patch.ts";
import type { Color } from "../color/color.ts";
import type { LineStyle } from "../format.ts";
import type { Marker } from "../markers.ts";
import { known } from "./on-axes.ts";

/** How a line looks; matplotlib's names, and its short ones. */
export interface PlotOptions {
  /** The next of the cycle. */
  color?: Color;
  c?: Color;
  /** "-", "--", "-.", ":" or "none"; "-". */
  linestyle?: LineStyle;
  ls?: LineStyle;
  /** In points; 1.5. */
  linewidth?: number;
  lw?: number;
  /** "o", ".", "s", "^", "x" and so on; none. */
  marker?: Marker;
  /** In points; 6. */
  markersize?: number;
  ms?: number;
  markerfacecolor?: Color;
  mfc?: Color;
  markeredgecolor?: Color;
  mec?: Color;
  markeredgewidth?: number;
  mew?: number;
  /** Every so many points have a marker. */
  markevery?: number | readonly [number, number];
  fillstyle?: "full" | "none";
  drawstyle?: DrawStyle;
  ds?: DrawStyle;
  /** From 0, invisible, to 1. */
  alpha?: number;
  /** The legend's text. */
  label?: string;
  zorder?: number;
}

const lineKeys =
  "color linestyle linewidth marker markersize markerfacecolor markeredgecolor markeredgewidth markevery fillstyle drawstyle alpha label zorder".split(
    " ",
  );
const lineAliases = {
  c: "color",
  ls: "linestyle",
  lw: "linewidth",
  ms: "markersize",
  mfc: "markerfacecolor",
  mec: "markeredgecolor",
  mew: "markeredgewidth",
  ds: "drawstyle",
};

/** The look, the label and the order that options of a line ask for. */
export function lineOptions(
  call: string,
  options: PlotOptions,
  more: readonly string[] = [],
): { look: Partial<LineLook>; label: string | undefined; zorder: number | undefined } {
  const { label, zorder, ...look } = known(call, options, [...lineKeys, ...more], lineAliases);
  for (const key of more) Reflect.deleteProperty(look, key);
  return { look: look as Partial<LineLook>, label: label === undefined ? undefined : String(label), zorder };
}

/** How a filled shape looks. */
export interface FillOptions {
  /** Fill and edge. */
  color?: Color;
  facecolor?: Color;
  fc?: Color;
  edgecolor?: Color;
  ec?: Color;
  /** Of the edge, in points. */
  linewidth?: number;
  lw?: number;
  linestyle?: LineStyle;
  ls?: LineStyle;
  alpha?: number;
  /** Lines across: "/", "\\", "|", "-", "+", "x". */
  hatch?: string;
  fill?: boolean;
  label?: string;
  zorder?: number;
}

export const fillKeys = "color facecolor edgecolor linewidth linestyle alpha hatch fill label zorder".split(" ");
export const fillAliases = {
  fc: "facecolor",
  ec: "edgecolor",
  lw: "linewidth",
  ls: "linestyle",
  facecolors: "facecolor",
  edgecolors: "edgecolor",
  linewidths: "linewidth",
  linestyles: "linestyle",
};

/** The look, the label and the order that options of a filled shape ask for. */
export function fillOptions(
  call: string,
  options: FillOptions,
  more: readonly string[] = [],
): { look: Partial<PatchLook>; label: string | undefined; zorder: number | undefined } {
  const { label, zorder, color, ...rest } = known(call, options, [...fillKeys, ...more], fillAliases);
  for (const key of more) Reflect.deleteProperty(rest, key);
  const look: Partial<PatchLook> = rest;
  if (color !== undefined) {
    look.facecolor ??= color;
    look.edgecolor ??= color;
  }
  return { look, label: label === undefined ? undefined : String(label), zorder };
}

/** Label and order where they are given. */
export function dress<A extends { label: string; zorder: number }>(
  artist: A,
  label: string | undefined,
  zorder: number | undefined,
): A {
  if (label !== undefined) artist.label = label;
  if (zorder !== undefined) artist.zorder = zorder;
  return artist;
}
