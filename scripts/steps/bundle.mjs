/** The bundle that an installed kernel runs: it starts faster than the sources. */

import { existsSync } from "node:fs";
import { runQuietly } from "../shared/process.mjs";
import { broughtNode, inRoot, toolEnvironment } from "../shared/root.mjs";
import { filesBelow, hashOf } from "../shared/stamp.mjs";

const inputs = () => [
  ...filesBelow([inRoot("kernel"), inRoot("runtime")], (path) => path.endsWith(".ts")),
  inRoot("package.json"),
  inRoot("scripts", "build.mjs"),
];

export const bundle = {
  name: "bundle",
  title: "The kernel's bundle",
  isThere: () => existsSync(inRoot("dist", "kernel", "main.js")),
  hash: () => hashOf(inputs()),
  run: () =>
    runQuietly("bundle", broughtNode().executable, [inRoot("scripts", "build.mjs")], {
      env: toolEnvironment(),
      advice: "The bundler's message above names the file and the line.",
    }),
};
