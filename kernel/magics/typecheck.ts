import { setSetting, settings } from "../settings.ts";
import { defineMagic, UsageError } from "./magic.ts";

export const typecheck = defineMagic({
  name: "typecheck",
  summary: "say or choose what type errors do",
  description:
    "on: a cell with type errors does not run; warn: they are shown as notes beside its output, and it runs; off: nothing.",
  operands: { usage: "[on|warn|off]", take: "words", most: 1 },
  line({ words: [mode] }, context) {
    try {
      if (mode !== undefined) setSetting("typecheck", mode);
    } catch (error) {
      throw new UsageError(`%typecheck: ${(error as Error).message}`);
    }
    context.print(`Type errors: ${settings.typecheck.value}\n`);
  },
});
