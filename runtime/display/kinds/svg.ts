import { type Markup, markup } from "../representation.ts";

/** A picture as SVG: `` svg`<svg …>…</svg>` ``. */
export const svg: Markup = markup("svg", "image/svg+xml", () => "<SVG picture>");
