/** Takes a value apart for another thread: data, objects of classes, and the classes and functions themselves. */

import { Callable } from "../../nn/callable.ts";
import { Module } from "../../nn/module.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { known } from "./exports.ts";
import { outline } from "./free-variables.ts";
import { type Item, type Parcel, parentName, publicName, type Ref } from "./parcel.ts";
import { Scopes } from "./scopes.ts";

const clones: readonly (abstract new (...args: never[]) => object)[] = [
  ...[ArrayBuffer, SharedArrayBuffer, Date, RegExp, Error, URL, Number, String, Boolean],
];

/** What cannot go to a worker, and where it was found. */
export class PackError extends TypeError {
  override readonly name = "PackError";
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Source that is an expression: a method's is made the function that it is. */
function expression(source: string): { text: string; member: boolean } {
  try {
    outline(source);
    return { text: source, member: false };
  } catch {
    return { text: `({ ${source} })`, member: true };
  }
}

class Packer {
  readonly items: Item[] = [];
  readonly #places = new Map<unknown, Ref>();
  readonly #scopes: Scopes;

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
  }

  /** @param path how the value is reached, for messages. */
  pack(value: unknown, path: string): Ref {
    const before = this.#places.get(value);
    if (before !== undefined) return before;
    const place = this.items.length;
    this.items.push({ kind: "clone", value: undefined });
    this.#places.set(value, place);
    this.items[place] = this.#item(value, path);
    return place;
  }

  #entries(entries: Iterable<readonly [string, unknown]>, path: string): (readonly [string, Ref])[] {
    return Array.from(entries, ([name, value]) => [name, this.pack(value, `${path}.${name}`)] as const);
  }

  #item(value: unknown, path: string): Item {
    if (typeof value === "symbol") {
      const key = Symbol.keyFor(value);
      if (key === undefined) throw new PackError(`${path} is a symbol of its own (${String(value)})`);
      return { kind: "symbol", key };
    }
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return { kind: "clone", value };
    const found = known(value);
    if (found !== null) return found;
    if (value instanceof Tensor) {
      const { kernels } = value;
      const bytes = kernels.toBytes(value.handle);
      // Shared, so that several workers do not each get a copy in their message.
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      return { kind: "tensor", bytes: shared, shape: [...value.shape], dtype: value.dtype.name };
    }
    if (value instanceof Callable) return this.#instance(value, path);
    if (typeof value === "function") return this.#function(value, path);
    if (Array.isArray(value))
      return { kind: "array", items: value.map((entry, i) => this.pack(entry, `${path}[${i}]`)) };
    if (value instanceof Map) {
      const entries = Array.from(
        value,
        ([k, v]) => [this.pack(k, `${path}'s key`), this.pack(v, `${path}[${String(k)}]`)] as const,
      );
      return { kind: "map", entries };
    }
    if (value instanceof Set)
      return { kind: "set", items: Array.from(value, (entry) => this.pack(entry, `${path}'s entry`)) };
    if (ArrayBuffer.isView(value) || clones.some((type) => value instanceof type)) return { kind: "clone", value };
    if (value instanceof Promise) throw new PackError(`${path} is a promise: await it first`);
    if (isPlain(value)) return { kind: "object", entries: this.#entries(Object.entries(value), path) };
    return this.#instance(value, path);
  }

  #instance(value: object, path: string): Item {
    const { constructor: made } = value;
    if (typeof made !== "function") throw new PackError(`${path} is an object without a class`);
    const type = this.pack(made, `${path}'s class ${made.name}`);
    const own = Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, { value: data, get }]) =>
      get === undefined && !(name === "prototype" || name === "arguments" || name === "caller")
        ? [[name, data] as const]
        : [],
    );
    const fields = this.#scopes.privates(value);
    if (value instanceof Module || (fields.length > 0 && this.items[type].kind === "runtime"))
      throw new PackError(`${path} is a ${made.name}, which stays in the thread that made it`);
    const privates = fields.map(([name, data]) => [publicName(name), data] as const);
    return {
      kind: "instance",
      type,
      calls: value instanceof Callable,
      own: this.#entries([...own, ...privates], path),
    };
  }

  // biome-ignore lint/complexity/noBannedTypes: any function that a value holds
  #function(value: Function, path: string): Item {
    const source = Function.prototype.toString.call(value);
    const called = value.name === "" ? path : `${path} (${value.name})`;
    if (/\{\s*\[native code\]\s*\}$/.test(source))
      throw new PackError(`${called} is a native or bound function: write it as a function of its own`);
    const { text, member } = expression(source);
    const { free, privates, takesThis, extends: heritage } = outline(text);
    if (takesThis)
      throw new PackError(
        `${called} is an arrow function that uses the 'this' around it: keep what it needs in a variable`,
      );
    const scopes = this.#scopes.of(value);
    const around: [string, unknown][] = [];
    for (const name of free) {
      const scope = scopes.find((candidate) => Object.hasOwn(candidate, name));
      if (scope !== undefined) around.push([name, scope[name]]);
    }
    const edits = privates.map(({ start, end }) => ({ start, end, text: publicName(text.slice(start, end)) }));
    if (heritage !== null) edits.push({ ...heritage, text: parentName });
    let edited = text;
    for (const edit of edits.sort((a, b) => b.start - a.start))
      edited = edited.slice(0, edit.start) + edit.text + edited.slice(edit.end);
    const own = Object.entries(value).map(([name, data]) => [name, data] as const);
    return {
      kind: "function",
      source: member ? `Object.values(${edited})[0]` : edited,
      parent: heritage === null ? null : this.pack(Object.getPrototypeOf(value), `what ${called} extends`),
      around: this.#entries(around, called),
      own: source.startsWith("class") ? [] : this.#entries(own, called),
    };
  }
}

/**
 * A value in the form that {@link unpack} understands in another thread.
 *
 * @param name what it is called, for messages.
 * @throws PackError for what cannot be taken along, with the way to it.
 */
export function pack(value: unknown, name: string): Parcel {
  using scopes = new Scopes();
  const packer = new Packer(scopes);
  return { root: packer.pack(value, name), items: packer.items };
}
