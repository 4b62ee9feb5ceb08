/** Cells being edited that are not all TypeScript: magics and commands among their lines. */

import { expandMagics } from "../magic-lines.ts";
import { type Completion, choose } from "./completion.ts";
import type { MagicWord, Place } from "./link.ts";
import { completePath } from "./paths.ts";

/** The cell with its magics as calls, as the program knows cells; undefined where the cursor's line is none of TypeScript. */
export function inTypeScript(place: Place, words: readonly MagicWord[]): Place | undefined {
  const { code, cursor } = withoutMagics(place, words);
  const expanded = expandMagics(code);
  if (expanded === code) return { code, cursor };
  const line = code.slice(0, cursor).split("\n").length - 1;
  const lines = code.split("\n");
  const expandedLines = expanded.split("\n");
  if (lines[line] !== expandedLines[line]) return undefined;
  const startOf = (all: readonly string[]) => all.slice(0, line).reduce((length, text) => length + text.length + 1, 0);
  return { code: expanded, cursor: cursor - startOf(lines) + startOf(expandedLines) };
}

/** Blanks out a magic before code, at the cell's start and in the cursor's line. */
function withoutMagics({ code, cursor }: Place, words: readonly MagicWord[]): Place {
  const takesCode = (text: string) => words.some((word) => word.text === text && word.takesCode);
  const lineStart = code.lastIndexOf("\n", cursor - 1) + 1;
  let rest = code;
  for (const start of new Set([0, lineStart])) {
    const found = /^\s*(%%?\w+)(?=[^\S\n]|\n)/.exec(rest.slice(start));
    if (!found || !takesCode(found[1]) || start + found[0].length >= cursor) continue;
    rest = rest.slice(0, start) + found[0].replace(/\S/g, " ") + rest.slice(start + found[0].length);
  }
  return { code: rest, cursor };
}

/** In a line that is no TypeScript: the name of a magic, or a file. */
export function completeLine({ code, cursor }: Place, words: readonly MagicWord[]): Completion {
  const line = code.slice(code.lastIndexOf("\n", cursor - 1) + 1, cursor);
  const magic = /^\s*(%%?\w*)$/.exec(line);
  if (magic) return choose(words, magic[1], cursor);
  return completePath(/[^\s"'=]*$/.exec(line)?.[0] ?? "", cursor);
}
