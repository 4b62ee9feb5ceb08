import { setSetting, settings } from "../settings.ts";
import { defineMagic, UsageError } from "./magic.ts";

export const xmode = defineMagic({
  name: "xmode",
  summary: "choose how much an error shows",
  description:
    "Context: the user's code with the lines around; Plain: places only; Verbose: all frames; Minimal: the message alone.\n" +
    "Without a mode, Context and Verbose take turns.",
  operands: { usage: "[Context|Plain|Verbose|Minimal]", take: "words", most: 1 },
  line({ words: [mode = settings.xmode.value === "Context" ? "Verbose" : "Context"] }, context) {
    try {
      setSetting("xmode", mode);
    } catch (error) {
      throw new UsageError(`%xmode: ${(error as Error).message}`);
    }
    context.print(`Exception reporting mode: ${settings.xmode.value}\n`);
  },
});
