/**
 * `npm test [-- --only NAME[,NAME]]`: the set-up that tests need, then all stages, the fast ones first.
 * With CI=true nothing is skipped: what a machine cannot have is a failure.
 */

import { spawn } from "node:child_process";
import { SetupError } from "./shared/process.mjs";
import { broughtNode, inRoot, toolEnvironment } from "./shared/root.mjs";
import { main, runSteps } from "./shared/steps.mjs";
import { testSteps } from "./steps/index.mjs";

const color = process.stdout.isTTY === true;
/** Milliseconds that a test may take where it does not say so itself: continuous integration is slow and loaded. */
const testLimit = 20_000;

const bin = (name) => inRoot("node_modules", ".bin", name);
const node = (...args) => [broughtNode().executable, ["--conditions=tangent-source", ...args]];
const mocha = (...folders) => {
  const specs = folders.map((folder) => `tests/${folder}/**/*.test.ts`);
  return node(bin("mocha"), color ? "--color" : "--no-color", "--timeout", String(testLimit), ...specs);
};

/** Each gives a program and its arguments. What prints mocha's counts adds them up, another counts as one test. */
const stages = {
  lint: () => [bin("biome"), ["check", "--error-on-warnings", "."]],
  types: () => [bin("tsc"), ["-p", "."]],
  imports: () => [bin("depcruise"), ["--config", "scripts/import-rules.cjs", "kernel", "runtime"]],
  unit: () => mocha("runtime", "kernel", "scripts"),
  conformance: () => node(inRoot("tests", "conformance", "run.ts"), "--floors"),
  memory: () => mocha("memory"),
  protocol: () => mocha("protocol"),
  notebooks: () => mocha("notebooks"),
  browser: () => mocha("browser"),
  sanitizers: () => node(inRoot("tests", "runtime", "backend", "sanitized.mjs")),
};

function chosen(args) {
  const at = args.indexOf("--only");
  if (at < 0) return Object.keys(stages);
  const names = (args[at + 1] ?? "").split(",");
  const unknown = names.filter((name) => !Object.hasOwn(stages, name));
  if (unknown.length > 0)
    throw new SetupError(`--only: no stage '${unknown[0]}'; there are ${Object.keys(stages).join(", ")}`);
  return names;
}

/** Runs a stage in the foreground, and reads its counts as they pass by. */
function run([command, args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: inRoot(),
      env: toolEnvironment(color ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }),
      stdio: ["inherit", "pipe", "inherit"],
    });
    let tail = "";
    child.stdout.on("data", (data) => {
      process.stdout.write(data);
      tail = (tail + data).slice(-1_000_000);
    });
    child.on("error", reject);
    child.on("close", (status) => {
      const count = (word) =>
        Number(new RegExp(`^\\s*(?:\\u001b\\[[\\d;]*m\\s*)*(\\d+) ${word}`, "m").exec(tail)?.[1] ?? 0);
      const [passed, failed] = [count("passing"), count("failing")];
      if (passed + failed === 0) resolve({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 });
      // A run that ends badly without a failing test (a crash, say) is a failure, too.
      else resolve({ passed, failed: status !== 0 && failed === 0 ? 1 : failed });
    });
  });
}

main(async () => {
  const names = chosen(process.argv.slice(2));
  await runSteps(testSteps);
  const total = { passed: 0, failed: 0 };
  for (const name of names) {
    console.log(`\n• ${name}`);
    const start = performance.now();
    const { passed, failed } = await run(stages[name]());
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`  ${name}: ${passed} passed, ${failed} failed, in ${seconds} s`);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
