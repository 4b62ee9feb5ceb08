/** The Jupyter of the project's `.venv`, with folders of its own, so that nothing of this machine's Jupyter is read or changed. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeKernelspec } from "./kernelspec.ts";

export interface JupyterFolders {
  /** Where notebooks would lie, and kernels start. */
  readonly notebooks: string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): void;
}

/** @param install what makes the kernel known in Jupyter's data folder; a kernelspec of the sources where it is left out */
export function makeFolders(install: (data: string) => void = writeKernelspec): JupyterFolders {
  const root = mkdtempSync(join(tmpdir(), "tangent-jupyter-"));
  const folder = (name: string): string => {
    const path = join(root, name);
    mkdirSync(path);
    return path;
  };
  const data = folder("data");
  const notebooks = folder("notebooks");
  install(data);
  const environment = {
    ...process.env,
    JUPYTER_DATA_DIR: data,
    // Or a kernelspec that was installed in the Python environment would be tested in the place of this one.
    JUPYTER_PREFER_ENV_PATH: "0",
    JUPYTER_RUNTIME_DIR: folder("runtime"),
    JUPYTER_CONFIG_DIR: folder("config"),
    IPYTHONDIR: folder("ipython"),
  };
  return { notebooks, environment, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }) };
}
