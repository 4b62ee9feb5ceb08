/**
 * Timers and immediates whose callbacks run inside a guarded call: a termination in a bare one ends the process
 * ("async hook stack has become corrupted", Node 24).
 */

import { createRequire, syncBuiltinESMExports } from "node:module";
import { promisify } from "node:util";

type Callback = (...args: unknown[]) => void;
type Schedule = (callback: Callback, ...rest: unknown[]) => unknown;

const names = ["setTimeout", "setInterval", "setImmediate"] as const;

/** @param run calls a callback, guarded, and reports what it throws */
export function guardTimers(run: (callback: () => void) => void): void {
  const timers = createRequire(import.meta.url)("node:timers") as Record<string, Schedule>;
  for (const name of names) {
    const native = timers[name];
    const guarded = function (this: unknown, callback: Callback, ...rest: unknown[]): unknown {
      if (typeof callback !== "function") return native.call(this, callback, ...rest);
      const wrapped = function (this: unknown, ...args: unknown[]): void {
        run(() => callback.apply(this, args));
      };
      return native.call(this, wrapped, ...rest);
    };
    Object.defineProperty(guarded, "name", { value: name });
    Object.defineProperty(guarded, promisify.custom, Object.getOwnPropertyDescriptor(native, promisify.custom) ?? {});
    timers[name] = guarded;
    (globalThis as unknown as Record<string, Schedule>)[name] = guarded;
  }
  syncBuiltinESMExports();
}
