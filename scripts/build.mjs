/** `npm run build`: bundles the kernel and the runtime's entry points into dist/. */

import { readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { inRoot } from "./shared/root.mjs";

const { exports, imports } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
const runtime = [exports, imports]
  .flatMap(Object.values)
  .map((conditions) => conditions["tangent-source"])
  .filter((path) => path !== undefined);

rmSync(inRoot("dist"), { recursive: true, force: true });
// One build for all, so that the kernel and the cells share one instance of the runtime.
await build({
  absWorkingDir: inRoot(),
  entryPoints: [
    ...runtime,
    "kernel/main.ts",
    "kernel/wire/thread.ts",
    "kernel/language-thread.ts",
    "kernel/install.ts",
    "kernel/run.ts",
  ],
  outdir: "dist",
  outbase: ".",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  packages: "external",
  chunkNames: "chunks/[name]-[hash]",
  sourcemap: "linked",
  sourcesContent: false,
  keepNames: true,
  logLevel: "warning",
  // The loader of cells imports what a cell names: nothing that a bundler could know.
  logOverride: { "unsupported-dynamic-import": "silent" },
});
