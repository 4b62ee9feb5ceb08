/** Puts values together again that {@link pack} took apart in another thread. */

import { createRequire } from "node:module";
import { callableOf } from "../../nn/callable.ts";
import { backendFor } from "../../tensor/device.ts";
import { dtypeFrom } from "../../tensor/dtype.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Item, type Parcel, parentName, type Ref } from "./parcel.ts";

const require = createRequire(import.meta.url);

type Members = Record<string, unknown>;
type Put = (value: unknown) => void;

function at(space: unknown, path: readonly string[]): unknown {
  return path.reduce((found: unknown, name) => (found as Members)[name], space);
}

/** A tensor of bytes in order. */
export function tensorFrom(bytes: Uint8Array, shape: readonly number[], dtype: string): Tensor {
  const backend = backendFor("cpu");
  return new Tensor(backend.kernels.fromBytes(bytes, shape, dtypeFrom(dtype).code), backend);
}

class Unpacker {
  readonly #items: readonly Item[];
  readonly #done = new Map<Ref, { value: unknown }>();
  /** Who waits for a value that is being made: it was met again inside itself. */
  readonly #waiting = new Map<Ref, Put[]>();

  constructor(items: readonly Item[]) {
    this.#items = items;
  }

  /** Gives the value to `set`, now or once it is made. */
  take(ref: Ref, set: Put): void {
    const done = this.#done.get(ref);
    if (done !== undefined) {
      set(done.value);
      return;
    }
    const waiting = this.#waiting.get(ref);
    if (waiting !== undefined) {
      waiting.push(set);
      return;
    }
    const list = [set];
    this.#waiting.set(ref, list);
    this.#make(this.#items[ref], (value) => {
      this.#done.set(ref, { value });
      for (const each of list.splice(0)) each(value);
    });
  }

  #into(target: object, entries: readonly (readonly [string, Ref])[]): void {
    for (const [name, ref] of entries)
      this.take(ref, (value) => {
        Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
      });
  }

  #make(item: Item, made: Put): void {
    switch (item.kind) {
      case "clone":
        made(item.value);
        return;
      case "symbol":
        made(Symbol.for(item.key));
        return;
      case "tensor":
        made(tensorFrom(item.bytes, item.shape, item.dtype));
        return;
      case "runtime":
        made(at(require("tangent"), item.path));
        return;
      case "node":
        made(at(process.getBuiltinModule(item.module), item.path));
        return;
      case "commonjs": {
        const exports: unknown = require(item.file);
        made(item.namespace ? { ...(exports as object), default: exports } : exports);
        return;
      }
      case "array": {
        const array: unknown[] = new Array(item.items.length);
        made(array);
        this.#into(
          array,
          item.items.map((ref, i) => [String(i), ref] as const),
        );
        return;
      }
      case "map": {
        const map = new Map();
        made(map);
        for (const [key, value] of item.entries) this.take(key, (k) => this.take(value, (v) => map.set(k, v)));
        return;
      }
      case "set": {
        const set = new Set();
        made(set);
        for (const entry of item.items) this.take(entry, (value) => set.add(value));
        return;
      }
      case "object": {
        const object = {};
        made(object);
        this.#into(object, item.entries);
        return;
      }
      case "function":
        this.#function(item, made);
        return;
      case "instance":
        this.take(item.type, (type) => {
          const { prototype } = type as { prototype: object };
          const object = item.calls ? callableOf(prototype) : (Object.create(prototype) as object);
          made(object);
          this.#into(object, item.own);
        });
    }
  }

  #function(item: Item & { kind: "function" }, made: Put): void {
    const define = (parent: unknown): void => {
      const names = item.around.map(([name]) => name);
      // The names are variables of a function around the source, set as soon as their values are made.
      const declarations = names.length === 0 ? "" : `let ${names.join(", ")};`;
      const setters = names.map((name) => `${JSON.stringify(name)}: (value) => { ${name} = value; }`).join(", ");
      const body = `"use strict"; ${declarations} return { make: () => (${item.source}), setters: { ${setters} } };`;
      const { make, setters: set } = new Function(parentName, body)(parent) as {
        make: () => object;
        setters: Record<string, Put>;
      };
      for (const [name, ref] of item.around) this.take(ref, set[name]);
      const value = make();
      made(value);
      this.#into(value, item.own);
    };
    if (item.parent === null) define(undefined);
    else this.take(item.parent, define);
  }
}

/** The value of a parcel. */
export function unpack({ items, root }: Parcel): unknown {
  let found: unknown;
  new Unpacker(items).take(root, (value) => {
    found = value;
  });
  return found;
}
