/** What rewritten cells call, where their functions and classes run in a worker of a data loader. */

import { helper } from "../language/rewrite.ts";

/** Run first in such a worker. An interrupt ends the worker from outside, so nothing in it looks for one. */
export const workerPrelude = `globalThis[${JSON.stringify(helper)}] = {
  check() {}, wait: (value) => value, iterate: (iterable) => iterable, load: (name) => import(name),
  use: (value) => value, useAsync: (value) => value,
};`;
