/** `using` and `await using` at the top level of a cell: what they declare is disposed of when the cell ends. */

import { cells } from "./cell.ts";

type Dispose = () => unknown;

/** @throws TypeError for what has no `[Symbol.dispose]()` */
export function use<T>(value: T): T {
  if (value === null || value === undefined) return value;
  return defer(value, method(value, Symbol.dispose), "[Symbol.dispose]()");
}

/** @throws TypeError for what has neither `[Symbol.asyncDispose]()` nor `[Symbol.dispose]()` */
export function useAsync<T>(value: T): T {
  if (value === null || value === undefined) return value;
  const dispose = method(value, Symbol.asyncDispose) ?? method(value, Symbol.dispose);
  return defer(value, dispose, "[Symbol.asyncDispose]()");
}

function method(value: unknown, name: symbol): unknown {
  return (value as Record<symbol, unknown>)[name];
}

function defer<T>(value: T, dispose: unknown, needed: string): T {
  if (typeof dispose !== "function") throw new TypeError(`using: the value has no ${needed}`);
  const cell = cells.getStore();
  if (cell) {
    cell.used ??= new AsyncDisposableStack();
    cell.used.defer(() => (dispose as Dispose).call(value) as Promise<void>);
  }
  return value;
}
