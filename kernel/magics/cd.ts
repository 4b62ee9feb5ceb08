import { statSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { defineMagic, UsageError } from "./magic.ts";

let previous: string | undefined;

/** The path with the home folder in the place of `~`. */
export const expandHome = (path: string): string => path.replace(/^~(?=\/|$)/, homedir());

export const cd = defineMagic({
  name: "cd",
  summary: "change the working folder, from which relative imports and files start",
  description: "Without a folder: home. `-` is the folder before.",
  options: { quiet: { kind: "flag", short: "q", summary: "do not print the new folder" } },
  operands: { usage: "[FOLDER]", take: "text" },
  line({ text, options }, context) {
    // Names with spaces need no quotes.
    const given = text.replace(/^(["'])(.*)\1$/, "$2") || "~";
    if (given === "-" && previous === undefined) throw new UsageError("%cd -: there is no folder before this one");
    const folder = resolve(given === "-" ? (previous ?? "") : expandHome(given));
    const found = statSync(folder, { throwIfNoEntry: false });
    if (!found?.isDirectory())
      throw new UsageError(`%cd: ${found ? "that is no folder" : "no such folder"}: ${folder}`);
    const from = process.cwd();
    process.chdir(folder);
    previous = from;
    if (!options.quiet) context.print(`${process.cwd()}\n`);
  },
});
