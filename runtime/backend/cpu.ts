/** The CPU: the native addon of runtime/native, in every process that can load it. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { host } from "../host.ts";
import { loadAddon } from "./addon.ts";
import type { Backend, Kernels } from "./backend.ts";

interface Addon extends Kernels {
  threads(count?: number): number;
  interruptFlag(flag: Int32Array): void;
  collector(collect: (full: boolean) => void): void;
}

type NativeFunction = (...values: readonly unknown[]) => unknown;

/** The addon returns its errors (binding/bind.h says why); here they are thrown. No kernel takes more than seven arguments. */
function throwing(exports: Readonly<Record<string, NativeFunction>>): Readonly<Record<string, NativeFunction>> {
  const table: Record<string, NativeFunction> = {};
  for (const [name, native] of Object.entries(exports)) {
    table[name] = (a, b, c, d, e, f, g) => {
      const result = native(a, b, c, d, e, f, g);
      if (result instanceof Error) throw result;
      return result;
    };
  }
  return table;
}

const addon = throwing(loadAddon("runtime/native", "tangent_native")) as unknown as Addon;

/** V8's own collector, which a script reaches only by a flag. */
function garbageCollector(): NodeJS.GCFunction {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as NodeJS.GCFunction;
}

const collectGarbage = garbageCollector();
addon.collector((full) => {
  collectGarbage({ type: full ? "major" : "minor", execution: "sync" });
});

const flag = host()?.interruptFlag;
if (flag) addon.interruptFlag(flag);

export const cpu: Backend = {
  name: "cpu",
  kernels: addon,
  threads: (count) => addon.threads(count),
  synchronize: () => undefined,
  interruptFlag: (shared) => addon.interruptFlag(shared),
};
