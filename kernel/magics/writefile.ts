import { appendFileSync, existsSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expandHome } from "./cd.ts";
import { defineMagic, UsageError } from "./magic.ts";

export const writefile = defineMagic({
  name: "writefile",
  summary: "write the cell into a file",
  options: { append: { kind: "flag", short: "a", summary: "add to the file in the place of writing it anew" } },
  operands: { usage: "FILE", take: "words", least: 1, most: 1 },
  cell({ words: [file], options }, body, context) {
    const path = expandHome(file);
    const text = body === "" || body.endsWith("\n") ? body : `${body}\n`;
    if (!existsSync(dirname(path))) throw new UsageError(`%%writefile: there is no folder ${dirname(path)}`);
    const exists = existsSync(path);
    if (options.append) appendFileSync(path, text);
    else {
      // A file that is there stays whole until the new one is.
      const partial = `${path}.${process.pid}.tmp`;
      writeFileSync(partial, text);
      renameSync(partial, path);
    }
    context.print(`${options.append ? "Appending to" : exists ? "Overwriting" : "Writing"} ${file}\n`);
  },
});
