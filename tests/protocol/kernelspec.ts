/** A kernelspec of this checkout, in a data folder of its own. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const kernelName = "tangent";

/** The command that starts the kernel from its sources; Jupyter puts the connection file in the braces. */
export const kernelCommand: readonly string[] = [
  process.execPath,
  "--no-node-snapshot",
  "--conditions=tangent-source",
  fileURLToPath(new URL("../../kernel/main.ts", import.meta.url)),
  "-f",
  "{connection_file}",
];

/** Writes the kernelspec where Jupyter finds it when `JUPYTER_DATA_DIR` is `dataFolder`. */
export function writeKernelspec(dataFolder: string, command = kernelCommand): void {
  const folder = join(dataFolder, "kernels", kernelName);
  mkdirSync(folder, { recursive: true });
  const spec = {
    argv: command,
    display_name: "TypeScript (Tangent)",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { supported_encryption: "curve" },
  };
  writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec));
}
