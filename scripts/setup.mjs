/** `npm run setup`: does all of the set-up that is not done yet, and starts nothing. */

import { main, runSteps } from "./shared/steps.mjs";
import { labSteps } from "./steps/index.mjs";

main(async () => {
  const start = performance.now();
  const count = await runSteps(labSteps);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(count === 0 ? "Everything is set up." : `Set up in ${seconds} s. Next: npm run lab`);
});
