import { readFileSync } from "node:fs";
import { expandHome } from "./cd.ts";
import { defineMagic, UsageError } from "./magic.ts";

async function textOf(source: string): Promise<string> {
  if (/^https?:\/\//.test(source)) {
    const response = await fetch(source);
    if (!response.ok) throw new UsageError(`%load: ${source} answers ${response.status} ${response.statusText}`);
    return response.text();
  }
  try {
    return readFileSync(expandHome(source), "utf8");
  } catch (error) {
    throw new UsageError(`%load: ${(error as Error).message}`);
  }
}

/** Lines `5-10`, `5-`, `-10` or `5`, counted from 1. */
function linesOf(text: string, range: string): string {
  const [, first, dash, last] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
  if (dash === undefined || (!first && !last))
    throw new UsageError(`%load: -r takes lines such as 5-10, 5- or -10, got ${range}`);
  const from = Math.max(1, Number(first || 1));
  const to = dash ? Number(last || Infinity) : from;
  return text
    .split("\n")
    .slice(from - 1, to)
    .join("\n");
}

export const load = defineMagic({
  name: "load",
  summary: "put a file, or what an address gives, into this cell",
  options: { r: { kind: "text", value: "LINES", summary: "only these lines: 5-10, 5-, -10" } },
  operands: { usage: "FILE", take: "words", least: 1, most: 1 },
  async line({ words: [source], options: { r } }, context) {
    const whole = await context.wait(textOf(source));
    const text = r === undefined ? whole : linesOf(whole, r);
    context.addPayload({ source: "set_next_input", text: `// %load ${source}\n${text}`, replace: true });
  },
});
