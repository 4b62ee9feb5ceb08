import { toText } from "../../runtime/display/index.ts";
import { defineMagic, UsageError } from "./magic.ts";

export const page = defineMagic({
  name: "page",
  summary: "show a variable in the pager",
  operands: { usage: "NAME", take: "words", least: 1, most: 1 },
  line({ words: [name] }, context) {
    const variables = context.variables();
    if (!variables.has(name)) throw new UsageError(`%page takes the name of a variable, got ${name}`);
    const text = toText(variables.get(name));
    context.addPayload({ source: "page", data: { "text/plain": text }, start: 0 });
  },
});
