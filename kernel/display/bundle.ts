/** A value as Jupyter shows it: a MIME bundle. */

import { inspect } from "node:util";

export const displaySymbol = Symbol.for("Jupyter.display");

export interface Bundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** As Node prints it; `nodejs.util.inspect.custom` is honoured. */
export function toText(value: unknown): string {
  return inspect(value);
}

/** The bundle of `value`: what its `Jupyter.display` method gives, and its text. */
export async function toBundle(value: unknown): Promise<Bundle> {
  const method = displayMethod(value);
  const data = method ? { ...((await method.call(value)) as Record<string, unknown>) } : {};
  data["text/plain"] ??= toText(value);
  return { data, metadata: {} };
}

export function displayMethod(value: unknown): ((this: unknown) => unknown) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const method = (value as Record<symbol, unknown>)[displaySymbol];
  return typeof method === "function" ? (method as (this: unknown) => unknown) : undefined;
}
