/** Jupyter's data folder of the user. @see https://docs.jupyter.org/en/latest/use/jupyter-directories.html */

import { homedir } from "node:os";
import { join } from "node:path";

export function jupyterFolder(): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  return join(XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}
