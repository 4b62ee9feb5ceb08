import { defineMagic } from "./magic.ts";

export const pwd = defineMagic({
  name: "pwd",
  summary: "the working folder",
  line: () => process.cwd(),
});
