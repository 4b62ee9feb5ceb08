import { defineMagic } from "./magic.ts";
import { runShell } from "./shell.ts";

export const ls = defineMagic({
  name: "ls",
  summary: "list a folder, with ls and its options",
  operands: { usage: "[OPTION …] [FILE …]", take: "text" },
  line: ({ text }, context) => runShell(`ls -F ${text}`, context),
});
