/** `npm run dev [FILE]`: the kernel's and the runtime's sources as they are, and FILE run again at each change of it. */

import { runHere } from "./shared/process.mjs";
import { broughtNode, toolEnvironment } from "./shared/root.mjs";
import { main, runSteps } from "./shared/steps.mjs";
import { labSteps } from "./steps/index.mjs";

main(async () => {
  await runSteps(labSteps);
  const [file, ...args] = process.argv.slice(2);
  const options = file === undefined ? ["--interactive"] : ["--watch", file, ...args];
  return runHere(broughtNode().executable, ["--conditions=tangent-source", ...options], { env: toolEnvironment() });
});
