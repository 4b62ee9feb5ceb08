/** `tangent install`: writes the kernelspec where Jupyter looks for it. */

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installPapermill } from "./install-papermill.ts";
import { jupyterFolder } from "./jupyter-folder.ts";

const usage = `usage: tangent install [--user | --sys-prefix | --prefix DIR] [--name NAME] [--display-name TEXT] [--papermill]

  --user               for this user (the default)
  --sys-prefix         for the Python environment that is active
  --prefix DIR         for the environment in DIR
  --name NAME          the kernelspec's name; tangent
  --display-name TEXT  what front ends call it; TypeScript (Tangent)
  --papermill          also let that environment's papermill write parameters as TypeScript`;

/** The folder that holds package.json, from the bundle and from the sources. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

function activePrefix(): string {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
  } catch {
    throw new Error("--sys-prefix: no python3 on the path; name the environment with --prefix DIR");
  }
}

interface Choice {
  readonly user: boolean;
  readonly sysPrefix: boolean;
  readonly prefix: string | undefined;
}

function dataFolder({ user, sysPrefix, prefix }: Choice): string {
  if (Number(user) + Number(sysPrefix) + Number(prefix !== undefined) > 1)
    throw new Error("give one of --user, --sys-prefix and --prefix");
  if (prefix !== undefined) return join(resolve(prefix), "share", "jupyter");
  return sysPrefix ? join(activePrefix(), "share", "jupyter") : jupyterFolder();
}

/** Front ends look for pictures of these names beside kernel.json. */
const logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

interface Names {
  readonly name: string;
  readonly displayName: string | undefined;
}

/** Writes the kernelspec with the addresses of this package and of the Node that runs now. @returns its folder */
function install(choice: Choice, { name, displayName }: Names): string {
  if (!/^[a-z0-9._-]+$/i.test(name))
    throw new Error(`--name ${name}: a kernelspec's name has letters, digits, ".", "_" and "-" only`);
  if (displayName?.trim() === "") throw new Error("--display-name must not be empty");
  const root = packageRoot();
  const spec = JSON.parse(readFileSync(join(root, "kernel.json"), "utf8")) as { argv: string[]; display_name: string };
  spec.display_name = displayName ?? spec.display_name;
  const main = join(root, "dist", "kernel", "main.js");
  if (!existsSync(main)) throw new Error(`${main} is not there: run \`npm run setup\` first`);
  const places: Record<string, string> = { node: process.execPath, "dist/kernel/main.js": main };
  spec.argv = spec.argv.map((argument) => places[argument] ?? argument);
  const folder = join(dataFolder(choice), "kernels", name);
  mkdirSync(folder, { recursive: true });
  for (const logo of logos) copyFileSync(join(root, "kernel", "logo", logo), join(folder, logo));
  const partial = join(folder, `kernel.json.${process.pid}`);
  writeFileSync(partial, `${JSON.stringify(spec, null, 2)}\n`);
  renameSync(partial, join(folder, "kernel.json"));
  return folder;
}

function main(args: readonly string[]): number {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        user: { type: "boolean", default: false },
        "sys-prefix": { type: "boolean", default: false },
        prefix: { type: "string" },
        name: { type: "string", default: "tangent" },
        "display-name": { type: "string" },
        papermill: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    const choice = { user: values.user, sysPrefix: values["sys-prefix"], prefix: values.prefix };
    const folder = install(choice, { name: values.name, displayName: values["display-name"] });
    console.log(`Installed the kernelspec ${values.name} in ${folder}`);
    if (values.papermill) {
      const root = packageRoot();
      const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
      const python = choice.prefix === undefined ? "python3" : join(resolve(choice.prefix), "bin", "python");
      const user = choice.prefix === undefined && !choice.sysPrefix;
      console.log(`Installed papermill's plug-in in ${installPapermill(root, python, user, version)}`);
    }
    return 0;
  } catch (error) {
    console.error(`tangent install: ${(error as Error).message}\n\n${usage}`);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
