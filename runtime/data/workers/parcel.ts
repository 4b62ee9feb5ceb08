/** The form in which values go to another thread: what structured clones cannot carry is taken apart. */

/** The place of an item in a parcel. */
export type Ref = number;

type Entries = readonly (readonly [name: string, item: Ref])[];

/** One value. */
export type Item =
  | { readonly kind: "clone"; readonly value: unknown }
  | { readonly kind: "symbol"; readonly key: string }
  | { readonly kind: "array"; readonly items: readonly Ref[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Ref, Ref])[] }
  | { readonly kind: "set"; readonly items: readonly Ref[] }
  | { readonly kind: "object"; readonly entries: Entries }
  /** Bytes of a tensor's elements in order. */
  | { readonly kind: "tensor"; readonly bytes: Uint8Array; readonly shape: readonly number[]; readonly dtype: string }
  /** What the runtime exports, by its path from `tangent`. */
  | { readonly kind: "runtime"; readonly path: readonly string[] }
  /** What a module of Node exports. */
  | { readonly kind: "node"; readonly module: string; readonly path: readonly string[] }
  /** The exports of a CommonJS module, as an ES module sees them or themselves. */
  | { readonly kind: "commonjs"; readonly file: string; readonly namespace: boolean }
  /** A function or class by its source, and what it sees around it. */
  | {
      readonly kind: "function";
      readonly source: string;
      readonly parent: Ref | null;
      readonly around: Entries;
      readonly own: Entries;
    }
  /** An object of a class. */
  | { readonly kind: "instance"; readonly type: Ref; readonly calls: boolean; readonly own: Entries };

/** Values, of which `root` is the one that was packed. */
export interface Parcel {
  readonly items: readonly Item[];
  readonly root: Ref;
}

/** Where a class finds what it extends. */
export const parentName = "__parent";

/** The public name that a private one has in another thread. */
export function publicName(name: string): string {
  return `__private_${name.slice(1)}`;
}
