/**
 * Runs the steps of the set-up that are not done.
 *
 * A step is `{ name, title, hash?, isThere, run }`: `hash()` covers everything that its result depends on, `isThere()` says
 * whether the result exists, `run()` brings it and may return a line to print. A step without a hash is done when it is there.
 */

import { withLock } from "./lock.mjs";
import { SetupError } from "./process.mjs";
import { Stamps } from "./stamp.mjs";

function isDone(step, stamps) {
  return step.isThere() && (step.hash === undefined || stamps.holds(step.name, step.hash()));
}

/** @returns the number of steps that had to run. @throws {SetupError} of the first step that fails */
export async function runSteps(steps, { stamps = new Stamps(), say = console.log, lock = withLock } = {}) {
  if (steps.every((step) => isDone(step, stamps))) return 0;
  return lock(async () => {
    let count = 0;
    for (const step of steps) {
      if (isDone(step, stamps)) continue;
      count += 1;
      await runStep(step, stamps, say);
    }
    return count;
  });
}

async function runStep(step, stamps, say) {
  say(`• ${step.title} …`);
  stamps.remove(step.name);
  const start = performance.now();
  const hash = step.hash?.();
  const note = await step.run(say);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (!step.isThere()) throw new SetupError(`${step.title}: it ended without an error, but its result is not there.`);
  if (hash !== undefined) stamps.write(step.name, hash);
  say(`  done in ${seconds} s${note === undefined ? "" : `: ${note}`}`);
}

/** Runs the main function of a script: a failure that the user can mend is printed without a stack. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
