import type { Arguments, Operands } from "./arguments.ts";
import { defineMagic, type MagicContext } from "./magic.ts";
import { summaryOf, typeName } from "./value-summary.ts";

const operands: Operands = { usage: "[TYPE …]", take: "words" };

/** The variables of the types that are asked for, by name. */
function chosen({ words }: Arguments<Record<never, never>>, context: MagicContext): [string, unknown][] {
  const variables = [...context.variables()].sort(([a], [b]) => (a < b ? -1 : 1));
  return words.length === 0 ? variables : variables.filter(([, value]) => words.includes(typeName(value)));
}

const none = (words: readonly string[]): string =>
  words.length > 0 ? "No variables match your requested type.\n" : "Interactive namespace is empty.\n";

export const who = defineMagic({
  name: "who",
  summary: "list the notebook's variables",
  description: "With types, such as %who number Tensor, only those of these types.",
  operands,
  line(given, context) {
    const names = chosen(given, context).map(([name]) => name);
    context.print(names.length > 0 ? `${names.join("\t ")}\t \n` : none(given.words));
  },
});

export const whoLs = defineMagic({
  name: "who_ls",
  summary: "the names of the notebook's variables, as a list",
  operands,
  line: (given, context) => chosen(given, context).map(([name]) => name),
});

export const whos = defineMagic({
  name: "whos",
  summary: "list the notebook's variables with their types and what they hold",
  operands,
  line(given, context) {
    const rows = chosen(given, context).map(([name, value]) => [name, typeName(value), summaryOf(value)]);
    if (rows.length === 0) {
      context.print(none(given.words));
      return;
    }
    const heads = ["Variable", "Type", "Data/Info"];
    const widths = [0, 1].map((i) => Math.max(heads[i].length, ...rows.map((row) => row[i].length)) + 3);
    const lineOf = ([name, type, info]: readonly string[]) => name.padEnd(widths[0]) + type.padEnd(widths[1]) + info;
    const head = lineOf(heads);
    context.print([head, "-".repeat(head.length), ...rows.map(lineOf), ""].join("\n"));
  },
});
