import { defineMagic, UsageError } from "./magic.ts";

export const matplotlib = defineMagic({
  name: "matplotlib",
  summary: "show figures below their cells; they are anyway",
  operands: { usage: "inline", take: "words", most: 1 },
  line({ words: [backend = "inline"] }) {
    if (backend !== "inline") throw new UsageError(`%matplotlib knows inline, got ${backend}`);
  },
});
