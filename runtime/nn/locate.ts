/** Says in which layer of a model an error was thrown. */

import type { Module } from "./module.ts";

interface Place {
  /** What the error said by itself. */
  readonly message: string;
  /** The layer that threw. */
  readonly layer: Module;
  /** Its path from the outermost module so far, and that module. */
  path: string;
  outer: Module;
}

const places = new WeakMap<Error, Place>();

/** What this many names long is, is no path that helps. */
const longest = 200;

/**
 * Adds the path and the text of the layer that threw to the message of an error that passes `module` on its way out: it is called
 * with the innermost module first. A single layer by itself is not named: the user called it.
 */
export function locate(error: unknown, module: Module): void {
  if (!(error instanceof Error) || error.name === "InterruptError") return;
  const known = places.get(error);
  if (known === undefined) {
    // A container's own error, or a learner's: it is not the layer below that is wrong.
    if (module.namedChildren().length > 0) return;
    places.set(error, { message: error.message, layer: module, path: "", outer: module });
    return;
  }
  const name = module.namedChildren().find(([, child]) => child === known.outer)?.[0];
  if (name === undefined) return;
  known.path = known.path === "" ? name : `${name}.${known.path}`;
  known.outer = module;
  if (known.path.length > longest) return;
  const { message, path, layer } = known;
  const text = `${message} (in layer ${path}, ${layer.toString()})`;
  error.stack = error.stack?.replace(error.message, () => text);
  error.message = text;
}
