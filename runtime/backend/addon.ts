/** Loads a native addon that lies beside its sources, in a development checkout and in the bundled package alike. */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** The folder that holds package.json: the bundle lies at another depth than the sources. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("tangent: no package.json above the runtime");
    folder = parent;
  }
  return folder;
}

/** The build that is loaded: `Debug`, the one under sanitizers, where a test asks for it. */
const configuration = process.env.TANGENT_NATIVE_BUILD ?? "Release";

/** @returns the addon's exports. @throws when it is not built, with the command that builds it. */
export function loadAddon<Exports>(folder: string, name: string): Exports {
  const path = join(packageRoot(), folder, "build", configuration, `${name}.node`);
  if (!existsSync(path)) throw new Error(`The native addon ${path} is not built. Run \`npm run setup\`.`);
  return require(path) as Exports;
}
