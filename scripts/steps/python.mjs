/** The project's own Python environment: JupyterLab, and what the tests compare with. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { runQuietly, SetupError } from "../shared/process.mjs";
import { inCI, inRoot, venv, venvBin } from "../shared/root.mjs";
import { hashOf } from "../shared/stamp.mjs";

const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet"];

/** JupyterLab starts scripts of its own with Node, which would take them for modules of this package. */
const notModules = inRoot(".venv", "package.json");

/** Whether the environment was made whole, and in this folder: its programs hold its address. */
function isWhole() {
  const pip = venvBin("pip");
  return existsSync(venvBin("python")) && existsSync(pip) && readFileSync(pip, "utf8").includes(venvBin("python"));
}

async function makeVenv() {
  if (!isWhole()) {
    await runQuietly("venv", "python3", ["-m", "venv", "--clear", venv], {
      advice: "Python 3.10 or newer with its venv module is needed (Debian: `apt-get install python3-venv`).",
    });
  }
  writeFileSync(notModules, '{ "type": "commonjs" }\n');
}

async function installFrom(name, file) {
  await makeVenv();
  await runQuietly(name, venvBin("python"), [...pip, "--requirement", file], {
    advice: "Is the Python package index within reach (`pip download jupyterlab`)? Then run the command again.",
  });
}

/** Whether a package of exactly that version lies in the environment. */
function holds(name, version) {
  const lib = inRoot(".venv", "lib");
  if (!existsSync(lib)) return false;
  const folder = `${name.toLowerCase().replaceAll("-", "_")}-${version}`;
  return readdirSync(lib).some((python) => {
    const packages = inRoot(".venv", "lib", python, "site-packages");
    return (
      existsSync(packages) &&
      readdirSync(packages).some(
        (entry) =>
          entry.toLowerCase().startsWith(`${folder}.dist-info`) || entry.toLowerCase().startsWith(`${folder}+`),
      )
    );
  });
}

function pinned(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.split("=="));
}

function environment(name, title, fileName, { optional = false } = {}) {
  const file = inRoot("scripts", fileName);
  const isThere = () =>
    isWhole() && existsSync(notModules) && pinned(file).every(([packageName, version]) => holds(packageName, version));
  let leftOut = false;
  return {
    name,
    title,
    isThere: () => leftOut || isThere(),
    hash: optional ? undefined : () => hashOf([file]),
    run: async () => {
      try {
        await installFrom(name, file);
      } catch (error) {
        if (!optional || inCI || !(error instanceof SetupError)) throw error;
        leftOut = true;
        return `left out, and with it the tests that need it: ${error.message.split("\n")[0]}`;
      }
      return undefined;
    },
  };
}

export const jupyter = environment("jupyter", "JupyterLab, in .venv", "requirements.txt");
export const jupyterTests = environment(
  "jupyter-tests",
  "Jupyter's own kernel tests, in .venv",
  "requirements-test.txt",
);
/** Hundreds of megabytes, so its absence only skips the tests that compare with it. */
export const torch = environment("torch", "PyTorch to compare with, in .venv", "requirements-torch.txt", {
  optional: true,
});
