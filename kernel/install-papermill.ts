/** `tangent install --papermill`: puts the plug-in that lets papermill write parameters as TypeScript into a Python environment. */

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const module = "tangent_papermill";

/** Asks the environment's Python where its packages lie. */
function packagesOf(python: string, user: boolean): string {
  const code = user
    ? "import site; print(site.getusersitepackages())"
    : "import sysconfig; print(sysconfig.get_path('purelib'))";
  try {
    return execFileSync(python, ["-c", code], { encoding: "utf8" }).trim();
  } catch (error) {
    throw new Error(`--papermill: ${python} does not run: ${(error as Error).message.split("\n")[0]}`);
  }
}

/**
 * Writes the module, and beside it what makes its entry point known; `pip uninstall tangent-papermill` takes both away.
 * @param root the package's folder
 * @param python the environment's
 * @param user whether it is for this user alone
 * @returns the folder
 */
export function installPapermill(root: string, python: string, user: boolean, version: string): string {
  const folder = packagesOf(python, user);
  const info = `${module}-${version}.dist-info`;
  mkdirSync(join(folder, info), { recursive: true });
  copyFileSync(join(root, "kernel", "papermill", `${module}.py`), join(folder, `${module}.py`));
  const files = {
    METADATA: `Metadata-Version: 2.1\nName: tangent-papermill\nVersion: ${version}\nSummary: papermill's parameters as TypeScript\n`,
    "entry_points.txt": `[papermill.engine]\ntangent = ${module}:TangentEngine\n`,
    INSTALLER: "tangent\n",
    RECORD: "",
  };
  files.RECORD = [`${module}.py,,`, ...Object.keys(files).map((name) => `${info}/${name},,`), ""].join("\n");
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, info, name), text);
  return folder;
}
