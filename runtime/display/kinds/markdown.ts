import { type Markup, markup } from "../representation.ts";

/** Markdown, with mathematics between dollar signs. */
export const markdown: Markup = markup("markdown", "text/markdown");
