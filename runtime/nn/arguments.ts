/** The call rule for constructors: any tail of the parameters may be given by name in one trailing object. */

import { named } from "../tensor/options.ts";

/** Calls with the positional parameters `P`, any tail of which `O` may give by name. */
export type Call<P extends readonly unknown[], O> = P | Tails<P, O>;

type Tails<P extends readonly unknown[], O> = P extends readonly []
  ? [options: O]
  : P extends readonly [...infer Rest, unknown?]
    ?
        | [...Rest, options: Rest extends readonly [] ? O : Partial<O>]
        | (Rest extends readonly [] ? never : Tails<Rest, O>)
        | [options: O]
    : never;

/**
 * The parameters of a call by name.
 *
 * @param what the class or function that is called, for messages.
 * @param names the positional parameters in order; one that ends with "!" must be given.
 * @param keywords names that only the options object may hold.
 */
export function parse<O extends object>(
  what: string,
  names: readonly string[],
  args: readonly unknown[],
  keywords: readonly string[] = [],
): O {
  const positional: Record<string, unknown> = {};
  if (args.length === 0 && !names.some((name) => name.endsWith("!"))) return {} as O;
  names.forEach((name, i) => {
    positional[name.replace("!", "")] = args[i];
  });
  if (args.length > names.length + 1)
    throw new TypeError(`${what}() takes ${names.length} positional arguments but ${args.length} were given`);
  const found = named<Record<string, unknown>>(what, positional, args[names.length] as object | undefined, keywords);
  const missing = names.filter((name) => name.endsWith("!") && found[name.slice(0, -1)] === undefined);
  if (missing.length > 0) {
    const list = missing.map((name) => `'${name.slice(0, -1)}'`).join(" and ");
    throw new TypeError(
      `${what}() missing ${missing.length} required positional argument${missing.length > 1 ? "s" : ""}: ${list}`,
    );
  }
  return found as O;
}

/** `value`, or an error that names the argument. */
export function integer(what: string, name: string, value: unknown, least = 0): number {
  if (typeof value !== "number" || !Number.isInteger(value))
    throw new TypeError(
      `${what}(): argument '${name}' must be int, not ${value === null ? "null" : typeof value} ${String(value)}`,
    );
  if (value < least) throw new RangeError(`${what}(): argument '${name}' must be at least ${least}, got ${value}`);
  return value;
}
