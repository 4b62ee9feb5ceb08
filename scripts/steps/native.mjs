/** What is compiled: canvas, and the project's own two addons. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { runQuietly, SetupError } from "../shared/process.mjs";
import { broughtNode, inRoot, toolEnvironment } from "../shared/root.mjs";
import { filesBelow, hashOf } from "../shared/stamp.mjs";
import { nodeGyp } from "./npm.mjs";

const isSource = (path) => /\.(cpp|cc|c|h|gyp|gypi)$/.test(path);

/** Compiles the addon of a folder with its binding.gyp, only what changed, against the brought Node's own headers. */
async function compile(name, folder) {
  const { executable, nodedir } = broughtNode();
  if (nodedir === undefined)
    throw new SetupError(`${executable} came without headers (include/node): run \`npm ci\` again.`);
  await runQuietly(name, executable, [nodeGyp(), "configure", "build", `--nodedir=${nodedir}`, "--jobs=max"], {
    cwd: folder,
    env: toolEnvironment(),
    advice: "The compiler's message above says what is missing. `npm run setup` goes on where it stopped.",
  });
}

function addon(name, title, folder, file) {
  const result = join(folder, "build", "Release", file);
  return {
    name,
    title,
    isThere: () => existsSync(result),
    hash: () => hashOf(filesBelow([folder], isSource), broughtNode().nodedir),
    run: () => compile(name, folder),
  };
}

export const canvas = {
  ...addon("canvas", "canvas, built from source", inRoot("node_modules", "canvas"), "canvas.node"),
  // Its sources change with its version only.
  hash: () => hashOf([inRoot("node_modules", "canvas", "package.json")], broughtNode().nodedir),
};

export const runtimeAddon = addon(
  "runtime-native",
  "The runtime's native kernels (minutes the first time)",
  inRoot("runtime", "native"),
  "tangent_native.node",
);

export const kernelAddon = addon(
  "kernel-native",
  "The kernel's small addon",
  inRoot("kernel", "native"),
  "descriptors.node",
);
