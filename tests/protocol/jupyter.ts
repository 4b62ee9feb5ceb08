/** The Jupyter of the project's `.venv`, with folders of its own, so that nothing of this machine's Jupyter is read or changed. */

import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeKernelspec } from "./kernelspec.ts";

const programs = fileURLToPath(new URL("../../.venv/bin/", import.meta.url));

/** Where a program of `.venv` is. */
export const program = (name: string): string => join(programs, name);

/** Skips the suite where a program of `.venv` is missing, with the command that brings it; fails with CI=true. */
export function needs(context: Mocha.Context, name: string): void {
  if (existsSync(program(name))) return;
  const reason = `needs ${name} in .venv: npm run setup brings it`;
  if (process.env.CI === "true") throw new Error(reason);
  console.log(`      skipped: ${reason}`);
  context.skip();
}

export interface JupyterFolders {
  /** Where notebooks would lie, and kernels start. */
  readonly notebooks: string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): void;
}

export function makeFolders(): JupyterFolders {
  const root = mkdtempSync(join(tmpdir(), "tangent-jupyter-"));
  const folder = (name: string): string => {
    const path = join(root, name);
    mkdirSync(path);
    return path;
  };
  const data = folder("data");
  const notebooks = folder("notebooks");
  writeKernelspec(data);
  const environment = {
    ...process.env,
    JUPYTER_DATA_DIR: data,
    JUPYTER_RUNTIME_DIR: folder("runtime"),
    JUPYTER_CONFIG_DIR: folder("config"),
    IPYTHONDIR: folder("ipython"),
  };
  return { notebooks, environment, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }) };
}
