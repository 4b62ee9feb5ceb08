/** Cells that are shown as what they hold: `%%html`, `%%markdown`, `%%latex`, `%%svg`, `%%javascript`. */

import { defineMagic, type Magic } from "./magic.ts";

function showAs(name: string, mime: string, what: string): Magic {
  return defineMagic({
    name,
    summary: `show the cell as ${what}`,
    cell: (_given, body, context) => {
      context.display({ [mime]: body, "text/plain": body }, { raw: true });
    },
  });
}

export const html = showAs("html", "text/html", "HTML");
export const markdown = showAs("markdown", "text/markdown", "Markdown");
export const latex = showAs("latex", "text/latex", "LaTeX");
export const svg = showAs("svg", "image/svg+xml", "SVG");
export const javascript = showAs("javascript", "application/javascript", "JavaScript, which the page runs");
export const js = showAs("js", "application/javascript", "JavaScript, which the page runs");
