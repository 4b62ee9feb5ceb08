/** Lines that begin with a percent sign, turned into calls in the same place, so that every line keeps its number. */

import { helper } from "./rewrite.ts";
import { scan } from "./scan.ts";

const cellMagic = /^\s*%%(\w+)[^\S\n]*([^\n]*)\n?(.*)$/s;
const lineMagic = /^[^\S\n]*%([a-zA-Z]\w*)[^\S\n]*([^\n]*)/;

export function expandMagics(source: string): string {
  if (!source.includes("%")) return source;
  const whole = cellMagic.exec(source);
  if (whole) return call("cellMagic", whole.slice(1));
  let output = "";
  let from = 0;
  for (const start of scan(source).openLines) {
    const found = lineMagic.exec(source.slice(start));
    if (!found) continue;
    output += source.slice(from, start) + call("lineMagic", [found[1], found[2].trim()]);
    from = start + found[0].length;
  }
  return output + source.slice(from);
}

function call(method: string, parts: readonly string[]): string {
  return `await ${helper}.${method}(${parts.map((part) => JSON.stringify(part)).join(", ")});`;
}
