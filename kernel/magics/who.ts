import { inspect } from "node:util";
import type { Magic } from "./magic.ts";

export const who: Magic = {
  name: "who",
  usage: "",
  summary: "list the notebook's variables",
  line(_rest, context) {
    const names = [...context.variables().keys()];
    context.print(names.length > 0 ? `${names.join("\t")}\n` : "No variables yet.\n");
  },
};

export const whos: Magic = {
  name: "whos",
  usage: "",
  summary: "list the notebook's variables with their values",
  line(_rest, context) {
    for (const [name, value] of context.variables()) {
      const text = inspect(value, { depth: 0, breakLength: Infinity }).split("\n")[0].slice(0, 80);
      context.print(`${name.padEnd(16)} ${text}\n`);
    }
  },
};
