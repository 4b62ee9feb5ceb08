/** Names of what needs no copy in another thread, since each thread loads it itself. */

import { builtinModules, createRequire } from "node:module";
import { isOptions } from "../../tensor/options.ts";
import type { Item } from "./parcel.ts";

const require = createRequire(import.meta.url);

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

/** Whether two modules' objects have the same members: an importer may see a namespace of its own. */
function alike(a: object, b: object): boolean {
  const keys = Object.keys(a);
  return (
    keys.length > 0 &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => (a as Members)[key] === (b as Members)[key])
  );
}

const isNamespace = (value: unknown): value is object =>
  isObject(value) && (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === "Module";

/** Functions, classes and constants of the runtime, by their path from `tangent`. */
let runtime: {
  readonly paths: Map<unknown, readonly string[]>;
  readonly spaces: [object, readonly string[]][];
} | null = null;

function index(): NonNullable<typeof runtime> {
  if (runtime !== null) return runtime;
  const paths = new Map<unknown, readonly string[]>();
  const spaces: [object, readonly string[]][] = [];
  const visit = (space: object, path: readonly string[]): void => {
    if (spaces.some(([known]) => known === space)) return;
    spaces.push([space, path]);
    for (const [name, value] of Object.entries(space)) {
      if (!isObject(value)) continue;
      if (typeof value === "function" || value.constructor?.name === "DType") {
        if (!paths.has(value)) paths.set(value, [...path, name]);
        // A class that can be called without new is a proxy: its objects know the class behind it.
        const { prototype } = value as { prototype?: { constructor?: unknown } };
        if (prototype?.constructor !== undefined && !paths.has(prototype.constructor))
          paths.set(prototype.constructor, [...path, name]);
        if (typeof value !== "function") continue;
        for (const [key, { value: method }] of Object.entries(Object.getOwnPropertyDescriptors(value)))
          if (typeof method === "function" && !paths.has(method)) paths.set(method, [...path, name, key]);
      } else if (isNamespace(value) || isOptions(value)) visit(value, [...path, name]);
    }
  };
  visit(require("tangent") as object, []);
  runtime = { paths, spaces };
  return runtime;
}

/** Modules of Node that programs import from, by the functions that they export. */
let builtins: Map<unknown, { module: string; path: string[] }> | null = null;

function builtin(value: object): { module: string; path: string[] } | undefined {
  if (builtins === null) {
    builtins = new Map();
    for (const module of builtinModules.filter(
      (name) => !/^_|^(inspector|trace_events|punycode|sys|wasi)/.test(name),
    )) {
      const exports = process.getBuiltinModule(module) as object | undefined;
      if (exports === undefined) continue;
      if (!builtins.has(exports)) builtins.set(exports, { module, path: [] });
      for (const [name, member] of Object.entries(exports))
        if (typeof member === "function" && !builtins.has(member)) builtins.set(member, { module, path: [name] });
    }
  }
  return builtins.get(value);
}

/** How another thread finds `value` by itself; null where it cannot. */
export function known(value: object): Item | null {
  const { paths, spaces } = index();
  const path = paths.get(value);
  if (path !== undefined) return { kind: "runtime", path };
  if (isNamespace(value)) {
    const space = spaces.find(([candidate]) => candidate === value || alike(candidate, value));
    if (space !== undefined) return { kind: "runtime", path: space[1] };
    const { default: exports } = value as { default?: unknown };
    if (isObject(exports)) {
      const found = builtin(exports);
      if (found !== undefined) return { kind: "node", module: found.module, path: [] };
      const file = commonjs(exports);
      if (file !== undefined) return { kind: "commonjs", file, namespace: true };
    }
    return null;
  }
  const found = builtin(value);
  if (found !== undefined) return { kind: "node", ...found };
  const file = commonjs(value);
  return file === undefined ? null : { kind: "commonjs", file, namespace: false };
}

/** The file of the CommonJS module whose exports are `value`. */
function commonjs(value: object): string | undefined {
  return Object.entries(require.cache).find(([, module]) => module?.exports === value)?.[0];
}
