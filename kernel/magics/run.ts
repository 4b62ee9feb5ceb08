import { readFileSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { readNotebook, sourceOf } from "../client/notebook.ts";
import { expandHome } from "./cd.ts";
import { defineMagic, type MagicContext, UsageError } from "./magic.ts";

const scripts = [".ts", ".mts", ".tsx", ".js", ".mjs", ".jsx"];

async function runNotebook(path: string, context: MagicContext): Promise<void> {
  const name = basename(path);
  for (const [i, cell] of readNotebook(path).cells.entries()) {
    const code = sourceOf(cell);
    if (cell.cell_type !== "code" || code.trim() === "") continue;
    await context.run(code, { label: `${name}, cell ${i + 1}`, folder: dirname(path) });
  }
}

export const run = defineMagic({
  name: "run",
  summary: "run a TypeScript file or a notebook here: what it declares, the notebook has from then on",
  description:
    "Relative imports start at the file's folder; relative paths of files at the notebook's, as with node.\n" +
    "process.argv holds the arguments while it runs.",
  operands: { usage: "FILE [ARGUMENT …]", take: "words", least: 1 },
  async line({ words: [file, ...args] }, context) {
    const path = resolve(expandHome(file));
    const extension = extname(path);
    if (extension !== ".ipynb" && !scripts.includes(extension))
      throw new UsageError(`%run takes a file that ends in ${scripts.join(", ")} or .ipynb, got ${file}`);
    const { argv } = process;
    process.argv = [argv[0], path, ...args];
    try {
      if (extension === ".ipynb") await runNotebook(path, context);
      else await context.evaluate(textOf(path), { label: file, folder: dirname(path) });
    } finally {
      process.argv = argv;
    }
  },
});

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`%run: ${(error as Error).message}`);
  }
}
