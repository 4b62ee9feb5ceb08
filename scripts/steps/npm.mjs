/** npm itself, and the node-gyp that it carries. */

import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { SetupError } from "../shared/process.mjs";

/** npm's own script: the one that started this, or that of the `npm` on the path. */
function npmScript() {
  const started = process.env.npm_execpath;
  if (started?.endsWith("npm-cli.js") && existsSync(started)) return started;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const candidate = join(folder, "npm");
    if (folder !== "" && existsSync(candidate)) return realpathSync(candidate);
  }
  throw new SetupError("npm is not on the path: install it beside Node.");
}

/** The command that runs npm on the Node that runs now. */
export function npmCommand() {
  const script = npmScript();
  return script.endsWith(".js") ? [process.execPath, script] : [script];
}

/** node-gyp's script. Debian packages it beside npm instead of inside it. */
export function nodeGyp() {
  for (let folder = dirname(npmScript()); folder !== dirname(folder); folder = dirname(folder)) {
    for (const place of ["node_modules/node-gyp", "node-gyp", "lib/node_modules/npm/node_modules/node-gyp"]) {
      const candidate = join(folder, place, "bin", "node-gyp.js");
      if (existsSync(candidate)) return candidate;
    }
  }
  throw new SetupError("npm carries no node-gyp here: run `apt-get install node-gyp`, or install npm from nodejs.org.");
}
