/** `npm run lab`, `tangent lab`: the set-up, then JupyterLab on the notebooks. Further arguments are JupyterLab's. */

import { runHere } from "./shared/process.mjs";
import { inRoot, toolEnvironment, venvBin } from "./shared/root.mjs";
import { main, runSteps } from "./shared/steps.mjs";
import { labSteps } from "./steps/index.mjs";

/** JupyterLab refuses root unless it is told to; containers have nothing else. */
const asRoot = process.getuid?.() === 0 ? ["--allow-root"] : [];

main(async () => {
  await runSteps(labSteps);
  console.log("Opening JupyterLab on notebooks/. Stop it with Ctrl-C.");
  const options = [`--notebook-dir=${inRoot("notebooks")}`, ...asRoot, ...process.argv.slice(2)];
  return runHere(venvBin("jupyter-lab"), options, { env: toolEnvironment() });
});
