import { type Magic, UsageError } from "./magic.ts";

export const matplotlib: Magic = {
  name: "matplotlib",
  usage: "inline",
  summary: "show figures below their cells; they are anyway",
  line(rest) {
    if (rest !== "inline" && rest !== "") throw new UsageError(`%matplotlib knows inline, got ${rest}`);
  },
};
