/** The kernelspec of the project's own JupyterLab. */

import { existsSync } from "node:fs";
import { runQuietly } from "../shared/process.mjs";
import { broughtNode, inRoot, toolEnvironment, venv } from "../shared/root.mjs";
import { hashOf } from "../shared/stamp.mjs";

export const kernelspec = {
  name: "kernelspec",
  title: 'The kernelspec "TypeScript (Tangent)", in .venv',
  isThere: () => existsSync(inRoot(".venv", "share", "jupyter", "kernels", "tangent", "kernel.json")),
  hash: () =>
    hashOf(
      [inRoot("kernel.json"), inRoot("kernel", "install.ts"), inRoot("kernel", "logo", "logo-svg.svg")],
      broughtNode().executable,
    ),
  run: () =>
    runQuietly("kernelspec", broughtNode().executable, [inRoot("dist", "kernel", "install.js"), "--prefix", venv], {
      env: toolEnvironment(),
      advice: "The message above says which folder cannot be written.",
    }),
};
