import type { Magic } from "./magic.ts";

export const lsmagic: Magic = {
  name: "lsmagic",
  usage: "",
  summary: "list the magics",
  line(_rest, context) {
    for (const { name, usage, summary, line, cell } of context.magics) {
      const forms = [line && `%${name} ${usage}`.trim(), cell && `%%${name}`].filter(Boolean).join(", ");
      context.print(`${forms.padEnd(34)} ${summary}\n`);
    }
  },
};
