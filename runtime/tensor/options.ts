/** The call rule: any tail of a function's parameters may be given by name in one trailing object. */

import { DType } from "./dtype.ts";

/** Whether `value` is an options object: a plain object, so neither a tensor, nor a list, nor a dtype. */
export function isOptions(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The parameters of a call by name. `positional` holds them in their order, as they were given: from the first that is
 * an options object on, they are taken from it. `keywords` are names that only the options object may hold.
 */
export function named<Parameters extends object>(
  name: string,
  positional: { [K in keyof Parameters]?: unknown },
  options?: object,
  keywords: readonly (keyof Parameters & string)[] = [],
): Parameters {
  let tail: object | undefined = options;
  const found: Record<string, unknown> = {};
  for (const key in positional) {
    const value: unknown = positional[key];
    if (value === undefined) continue;
    if (isOptions(value)) {
      tail = value;
      break;
    }
    found[key] = value;
  }
  if (tail === undefined) {
    checkKinds(name, found);
    return found as Parameters;
  }
  if (!isOptions(tail))
    throw new TypeError(`${name}(): too many positional arguments (got an extra ${describe(tail)})`);
  for (const [key, value] of Object.entries(tail)) {
    if (!(key in positional) && !keywords.includes(key as keyof Parameters & string))
      refuseKey(name, key, [...Object.keys(positional), ...keywords]);
    if (key in found && value !== undefined) throw new TypeError(`${name}() got multiple values for argument '${key}'`);
    if (value !== undefined) found[key] = value;
  }
  checkKinds(name, found);
  return found as Parameters;
}

/** Parameters that mean the same wherever they stand. */
function checkKinds(name: string, found: Readonly<Record<string, unknown>>): void {
  const { keepdim, dtype } = found;
  if (keepdim !== undefined && typeof keepdim !== "boolean")
    throw new TypeError(`${name}(): argument 'keepdim' must be bool, not ${describe(keepdim)}`);
  if (dtype != null && !(dtype instanceof DType))
    throw new TypeError(`${name}(): argument 'dtype' must be torch.dtype, not ${describe(dtype)}`);
}

/** Refuses what stands in the place of an options object and is none. */
export function expectOptions(name: string, options: unknown): void {
  if (options !== undefined && !isOptions(options))
    throw new TypeError(`${name}(): expected an options object such as { key: value } here, not ${describe(options)}`);
}

/** Refuses names in an options object that the call does not take. */
export function checkKeys(name: string, options: object | null | undefined, allowed: readonly string[]): void {
  for (const key in options) if (!allowed.includes(key)) refuseKey(name, key, allowed);
}

function refuseKey(name: string, key: string, allowed: readonly string[]): never {
  const near = nearest(key, allowed);
  const hint = near === undefined ? `it takes ${allowed.join(", ")}` : `did you mean '${near}'?`;
  throw new TypeError(`${name}() got an unexpected keyword argument '${key}' (${hint})`);
}

/** The one of `names` that `key` was probably meant to be: another spelling, or one or two letters away. */
export function nearest(key: string, names: Iterable<string>): string | undefined {
  const plain = (text: string): string => text.replaceAll("_", "").toLowerCase();
  let found: string | undefined;
  let least = Math.min(3, Math.ceil(key.length / 2));
  for (const name of names) {
    const distance = editDistance(plain(key), plain(name));
    if (distance < least) [least, found] = [distance, name];
  }
  return found;
}

/** How many letters must be put in, taken away or exchanged to make one word of another. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}

/** A short word for what a caller passed, for messages. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return value.constructor?.name ?? "object";
  return typeof value;
}
