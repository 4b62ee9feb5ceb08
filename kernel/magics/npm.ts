import { delimiter, dirname } from "node:path";
import { runChild } from "./child.ts";
import { defineMagic, UsageError } from "./magic.ts";

export const npm = defineMagic({
  name: "npm",
  summary: "run npm in the working folder: %npm install NAME",
  description:
    "What it installs, the next cell can import. Packages go to the nearest folder that has a package.json or node_modules.",
  operands: { usage: "COMMAND [ARGUMENT …]", take: "words", least: 1 },
  async line({ words }, context) {
    // The kernel's own Node first, so that what is compiled fits it; none of the settings of an npm that started the kernel.
    const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)));
    env.PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
    const status = await runChild("npm", words, context, { env });
    if (status !== 0) throw new UsageError(`npm ${words.join(" ")} ended with exit status ${status}`);
  },
});
