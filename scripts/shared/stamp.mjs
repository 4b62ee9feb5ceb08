/** A step's stamp says for which inputs it was completed: a file of one hash, written after success only. */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root, stateFolder } from "./root.mjs";

/** All files below the given files and folders whose name passes, in a fixed order. */
export function filesBelow(paths, passes = () => true) {
  const found = [];
  const visit = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort())
        if (name !== "build" && name !== "node_modules") visit(join(path, name));
    } else if (passes(path)) found.push(path);
  };
  for (const path of paths) visit(path);
  return found;
}

/** A hash over the names and contents of files, and over further values. */
export function hashOf(files, ...values) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.update(JSON.stringify(values)).digest("hex");
}

/** The stamps of a folder. */
export class Stamps {
  constructor(folder = stateFolder) {
    this.folder = folder;
  }

  #path(name) {
    return join(this.folder, `${name}.stamp`);
  }

  holds(name, hash) {
    try {
      return readFileSync(this.#path(name), "utf8") === hash;
    } catch {
      return false;
    }
  }

  write(name, hash) {
    mkdirSync(this.folder, { recursive: true });
    const partial = `${this.#path(name)}.${process.pid}`;
    writeFileSync(partial, hash);
    renameSync(partial, this.#path(name));
  }

  remove(name) {
    rmSync(this.#path(name), { force: true });
  }
}
