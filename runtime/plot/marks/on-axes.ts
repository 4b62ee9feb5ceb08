/** A mark is one function: a method of axes, and in pyplot a call that goes to the current ones. */

import { nearest } from "../../tensor/options.ts";
import { Axes } from "../axes/axes.ts";

let current: (() => Axes) | undefined;

/** @internal Says which axes are the current ones. */
export function useCurrentAxes(find: () => Axes): void {
  current = find;
}

/** Makes a mark of a function of axes. */
export function onAxes<Args extends unknown[], Result>(
  name: string,
  draw: (axes: Axes, ...args: Args) => Result,
): (...args: Args) => Result {
  const mark = function (this: unknown, ...args: Args): Result {
    const axes = this instanceof Axes ? this : current?.();
    if (axes === undefined) throw new TypeError(`${name}() needs axes: call it on some, or as plt.${name}()`);
    return draw(axes, ...args);
  };
  return Object.defineProperty(mark, "name", { value: name });
}

/** The full names of options, without those that are undefined. @throws TypeError for an unknown name. */
export function known<Options extends object>(
  call: string,
  options: Options,
  keys: readonly string[],
  aliases: Readonly<Record<string, string>> = {},
): Options {
  const full: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    const name = Object.hasOwn(aliases, key) ? aliases[key] : key;
    if (!keys.includes(name)) {
      const near = nearest(key, keys);
      throw new TypeError(
        `${call}() got an unexpected keyword argument '${key}'${near === undefined ? "" : ` (did you mean '${near}'?)`}`,
      );
    }
    if (name in full && name !== key)
      throw new TypeError(`${call}() got both '${key}' and '${name}', which are the same`);
    if (value !== undefined) full[name] = value;
  }
  return full as Options;
}

/** One value for all, or one for each of `count`. @throws RangeError naming the argument for another number of them. */
export function each<T>(value: T | readonly T[], count: number, argument: string): T[] {
  if (!Array.isArray(value)) return Array<T>(count).fill(value as T);
  if (value.length !== count && value.length !== 1)
    throw new RangeError(`${argument} must have one value or ${count}, got ${value.length}`);
  return Array.from({ length: count }, (_, i) => value[value.length === 1 ? 0 : i] as T);
}
