import { settings } from "../settings.ts";
import { defineMagic, UsageError } from "./magic.ts";

/** IPython's names and numbers among them. */
const modes: Readonly<Record<string, "on" | "off">> = {
  off: "off",
  "0": "off",
  on: "on",
  "2": "on",
  all: "on",
  "3": "on",
  complete: "on",
};

export const autoreload = defineMagic({
  name: "autoreload",
  summary: "load local modules again when their files have changed",
  description:
    "With on, before each cell; without a mode, once, now. Names that cells imported get the new values.\n" +
    "Objects that an old class made stay what they are.",
  operands: { usage: "[on|off]", take: "words", most: 1 },
  async line({ words: [mode] }, context) {
    if (mode === undefined) {
      const modules = await context.reload();
      context.print(modules.length > 0 ? `Loaded again: ${modules.join(", ")}\n` : "Nothing has changed.\n");
      return;
    }
    if (!Object.hasOwn(modes, mode)) throw new UsageError(`%autoreload takes on or off, got ${mode}`);
    settings.autoreload.value = modes[mode];
    if (modes[mode] === "on") await context.reload();
  },
});
