/** The default stream of random numbers: `torch.random`. */

import { defaultGenerator } from "./tensor/generator.ts";
import { describe, isOptions } from "./tensor/options.ts";

export { defaultGenerator, getRngState, initialSeed, manualSeed, seed, setRngState } from "./tensor/generator.ts";

/** Options of {@link forkRng}. */
export interface ForkOptions {
  /** Whether the state comes back at all; true. */
  enabled?: boolean;
}

/**
 * Draws what it draws without changing what is drawn afterwards: within `body`, whose result it gives, or to the end of the block
 * in `using _ = forkRng()`.
 */
export function forkRng(options?: ForkOptions): Disposable;
export function forkRng<T>(body: () => T, options?: ForkOptions): T;
export function forkRng<T>(first?: ForkOptions | (() => T), second?: ForkOptions): Disposable | T {
  const body = typeof first === "function" ? first : undefined;
  const options = typeof first === "function" ? second : first;
  if (options !== undefined && !isOptions(options))
    throw new TypeError(`forkRng(): a function or an options object is needed, not ${describe(options)}`);
  const state = defaultGenerator.getState();
  const restore = (): void => {
    if (options?.enabled !== false) defaultGenerator.setState(state);
  };
  if (body === undefined) return { [Symbol.dispose]: restore };
  let result: T;
  try {
    result = body();
  } catch (error) {
    restore();
    throw error;
  }
  // What is awaited draws until it is settled.
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}
