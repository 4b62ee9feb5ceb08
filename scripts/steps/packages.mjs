/** npm packages, exactly those of package-lock.json. */

import { existsSync, readFileSync } from "node:fs";
import { runQuietly } from "../shared/process.mjs";
import { inRoot } from "../shared/root.mjs";
import { npmCommand } from "./npm.mjs";

/** npm writes `node_modules/.package-lock.json` last, so what it lists is installed whole. */
function isInstalled() {
  const installed = packagesOf(inRoot("node_modules", ".package-lock.json"));
  const wanted = packagesOf(inRoot("package-lock.json"));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true;
    const there = installed[path];
    return there === undefined ? optional === true : there.version === version && existsSync(inRoot(path));
  });
}

function packagesOf(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined;
}

/**
 * No package runs its own install script: npm 10 would run them all and npm 11 those that package.json allows. The one
 * that needs a build (canvas) has a step of its own, so both do the same.
 */
export const packages = {
  name: "packages",
  title: "npm packages, Node 24 among them",
  isThere: isInstalled,
  run: async () => {
    const [command, ...args] = npmCommand();
    const options = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
    await runQuietly("packages", command, [...args, ...options, "--loglevel=error"], {
      advice: "Is the npm registry within reach (`npm ping`)? Then run the command again.",
    });
  },
};
