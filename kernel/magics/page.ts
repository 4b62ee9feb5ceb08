import { toText } from "../display/bundle.ts";
import { type Magic, UsageError } from "./magic.ts";

export const page: Magic = {
  name: "page",
  usage: "NAME",
  summary: "show a variable in the pager",
  line(rest, context) {
    const variables = context.variables();
    if (!variables.has(rest)) throw new UsageError(`%page takes the name of a variable, got ${rest || "none"}`);
    const text = toText(variables.get(rest));
    context.addPayload({ source: "page", data: { "text/plain": text }, start: 0 });
  },
};
