/** What a test needs that a machine may lack: it is skipped with the reason and the command that brings it; never in CI. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const inVenv = (name: string): string => fileURLToPath(new URL(`../.venv/bin/${name}`, import.meta.url));

/** Where a program of the project's Python environment is. */
export const program = inVenv;

const pythonHas = (name: string): boolean =>
  existsSync(inVenv("python")) && spawnSync(inVenv("python"), ["-c", `import ${name}`]).status === 0;

const chromiums = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser's executable, or undefined. */
export const chromium = (): string | undefined => chromiums.find((path) => existsSync(path));

const requirements = {
  torch: { isThere: () => pythonHas("torch"), command: "npm test" },
  numpy: { isThere: () => pythonHas("numpy"), command: ".venv/bin/pip install -r scripts/requirements-torch.txt" },
  safetensors: {
    isThere: () => pythonHas("safetensors"),
    command: ".venv/bin/pip install -r scripts/requirements-torch.txt",
  },
  jupyter: { isThere: () => existsSync(inVenv("jupyter-lab")), command: "npm run setup" },
  "jupyter-kernel-test": { isThere: () => pythonHas("jupyter_kernel_test"), command: "npm test" },
  ipywidgets: { isThere: () => pythonHas("ipywidgets"), command: "npm run setup" },
  papermill: { isThere: () => existsSync(inVenv("papermill")), command: "npm test" },
  tensorboard: { isThere: () => existsSync(inVenv("tensorboard")), command: "npm test" },
  chromium: { isThere: () => chromium() !== undefined, command: "sudo apt-get install chromium" },
  "fashion-mnist": {
    isThere: () => existsSync("/usr/share/datasets/fashion-mnist"),
    command: "sudo apt-get install dataset-fashion-mnist",
  },
  "kernel bundle": {
    isThere: () => existsSync(new URL("../dist/kernel/main.js", import.meta.url)),
    command: "npm run setup",
  },
};

/** To be called at the beginning of a test or a `before`: `requires(this, "torch")`. */
export function requires(context: Mocha.Context, ...names: (keyof typeof requirements)[]): void {
  for (const name of names) {
    const { isThere, command } = requirements[name];
    if (isThere()) continue;
    const reason = `needs ${name}, which is not here: ${command}`;
    if (process.env.CI === "true") throw new Error(reason);
    console.log(`      skipped: ${reason}`);
    context.skip();
  }
}
