/** Writes Python pickles (protocol 2, as PyTorch does) of plain data, and of what the caller describes. */

import { opcode } from "./opcodes.ts";

/** A global by its name, as the pickle refers to it. */
export class PickleGlobal {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** A Python tuple. */
export class PickleTuple {
  readonly items: readonly unknown[];

  constructor(...items: readonly unknown[]) {
    this.items = items;
  }
}

/** A call of a global; what it gives takes items (of a dict) and a state. */
export class PickleCall {
  readonly target: PickleGlobal;
  readonly args: PickleTuple;
  readonly items: Iterable<readonly [unknown, unknown]> | undefined;
  readonly state: unknown;

  constructor(target: PickleGlobal, args: PickleTuple, items?: Iterable<readonly [unknown, unknown]>, state?: unknown) {
    this.target = target;
    this.args = args;
    this.items = items;
    this.state = state;
  }
}

/** An object of a class that is made without arguments and given a state. */
export class PickleObject {
  readonly type: PickleGlobal;
  readonly state: ReadonlyMap<string, unknown>;

  constructor(type: PickleGlobal, state: ReadonlyMap<string, unknown>) {
    this.type = type;
    this.state = state;
  }
}

/** Something outside of the pickle, by its id. */
export class PersistentId {
  readonly id: PickleTuple;

  constructor(id: PickleTuple) {
    this.id = id;
  }
}

/** A number that is a float in Python even when it is whole. */
export class PickleFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Says what a value is in the terms above, or gives it back; called once for each object. */
export type Reducer = (value: object, path: string) => unknown;

const encoder = new TextEncoder();
const encodeGlobal = new PickleGlobal("_codecs", "encode");
const setGlobal = new PickleGlobal("__builtin__", "set");

class Writer {
  private bytes = new Uint8Array(1024);
  private view = new DataView(this.bytes.buffer);
  private length = 0;
  private readonly memo = new Map<unknown, number>();
  /** Objects that are being written: one that is met again inside itself has no end. */
  private readonly open = new Set<object>();
  private readonly reduce: Reducer;

  constructor(reduce: Reducer) {
    this.reduce = reduce;
  }

  private reserve(count: number): number {
    const at = this.length;
    if (at + count > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, at + count));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    this.length = at + count;
    return at;
  }

  private code(code: number): void {
    // reserve may put another array in the place of this.bytes.
    const at = this.reserve(1);
    this.bytes[at] = code;
  }

  private raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  private short(code: number, value: number): void {
    this.code(code);
    this.code(value);
  }

  private word(code: number, value: number): void {
    this.code(code);
    const at = this.reserve(4);
    this.view.setUint32(at, value, true);
  }

  /** Remembers what was just written under `key`. */
  private put(key: unknown): void {
    const index = this.memo.size;
    this.memo.set(key, index);
    if (index < 256) this.short(opcode.BINPUT, index);
    else this.word(opcode.LONG_BINPUT, index);
  }

  /** Refers to what was remembered under `key`; false when nothing was. */
  private get(key: unknown): boolean {
    const index = this.memo.get(key);
    if (index === undefined) return false;
    if (index < 256) this.short(opcode.BINGET, index);
    else this.word(opcode.LONG_BINGET, index);
    return true;
  }

  private number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) this.float(value);
    else if (value >= 0 && value < 256) this.short(opcode.BININT1, value);
    else if (value >= 0 && value < 65536) {
      this.code(opcode.BININT2);
      const at = this.reserve(2);
      this.view.setUint16(at, value, true);
    } else if (value >= -(2 ** 31) && value < 2 ** 31) this.word(opcode.BININT, value);
    else this.bigint(BigInt(value));
  }

  private float(value: number): void {
    this.code(opcode.BINFLOAT);
    const at = this.reserve(8);
    this.view.setFloat64(at, value, false);
  }

  private bigint(value: bigint): void {
    let count = 1;
    while (BigInt.asIntN(count * 8, value) !== value) count++;
    if (count > 255) throw new RangeError(`an integer of ${count} bytes cannot be saved`);
    this.short(opcode.LONG1, count);
    for (let i = 0; i < count; i++) this.code(Number((value >> BigInt(8 * i)) & 255n));
  }

  private string(value: string): void {
    if (this.get(value)) return;
    const bytes = encoder.encode(value);
    this.word(opcode.BINUNICODE, bytes.length);
    this.raw(bytes);
    this.put(value);
  }

  private global(value: PickleGlobal): void {
    const key = `${value.module}\n${value.name}\n`;
    if (this.get(`\0${key}`)) return;
    this.code(opcode.GLOBAL);
    this.raw(encoder.encode(key));
    this.put(`\0${key}`);
  }

  private tuple(value: PickleTuple, path: string): void {
    const { items } = value;
    if (items.length > 3) this.code(opcode.MARK);
    items.forEach((item, i) => {
      this.value(item, `${path}[${i}]`);
    });
    if (items.length === 0) this.code(opcode.EMPTY_TUPLE);
    else if (items.length === 1) this.code(opcode.TUPLE1);
    else if (items.length === 2) this.code(opcode.TUPLE2);
    else if (items.length === 3) this.code(opcode.TUPLE3);
    else this.code(opcode.TUPLE);
    if (items.length > 0) this.put(value);
  }

  private entries(items: Iterable<readonly [unknown, unknown]>, path: string): void {
    this.code(opcode.MARK);
    for (const [key, item] of items) {
      this.value(key, `${path} key`);
      this.value(item, `${path}[${JSON.stringify(String(key))}]`);
    }
    this.code(opcode.SETITEMS);
  }

  private call(value: PickleCall, key: object, path: string): void {
    this.global(value.target);
    this.tuple(value.args, path);
    this.code(opcode.REDUCE);
    this.put(key);
    if (value.items !== undefined) this.entries(value.items, path);
    if (value.state !== undefined) {
      this.value(value.state, `${path} state`);
      this.code(opcode.BUILD);
    }
  }

  private instance({ type, state }: PickleObject, key: object, path: string): void {
    this.global(type);
    this.code(opcode.EMPTY_TUPLE);
    this.code(opcode.NEWOBJ);
    this.put(key);
    this.dict(state, state, path);
    this.code(opcode.BUILD);
  }

  private list(value: readonly unknown[], key: object, path: string): void {
    this.code(opcode.EMPTY_LIST);
    this.put(key);
    if (value.length === 0) return;
    this.code(opcode.MARK);
    value.forEach((item, i) => {
      this.value(item, `${path}[${i}]`);
    });
    this.code(opcode.APPENDS);
  }

  private object(value: object, path: string): void {
    if (this.get(value)) return;
    if (this.open.has(value)) throw new TypeError(`cannot save ${path}: it holds itself`);
    this.open.add(value);
    const form = this.reduce(value, path);
    if (form instanceof PickleCall) this.call(form, value, path);
    else if (form instanceof PickleObject) this.instance(form, value, path);
    else if (form instanceof PickleTuple) this.tuple(form, path);
    else if (form instanceof PickleGlobal) this.global(form);
    else if (form instanceof PickleFloat) this.float(form.value);
    else if (form instanceof PersistentId) {
      this.tuple(form.id, path);
      this.code(opcode.BINPERSID);
    } else if (Array.isArray(form)) this.list(form, value, path);
    else if (form instanceof Map) this.dict(form, value, path);
    else if (form instanceof Set) {
      this.call(new PickleCall(setGlobal, new PickleTuple([...form])), value, path);
    } else if (form instanceof Uint8Array) {
      const text = Array.from(form, (byte) => String.fromCharCode(byte)).join("");
      this.call(new PickleCall(encodeGlobal, new PickleTuple(text, "latin1")), value, path);
    } else if (form !== null && typeof form === "object") this.dict(Object.entries(form), value, path);
    else this.value(form, path);
    this.open.delete(value);
  }

  private dict(items: Iterable<readonly [unknown, unknown]>, key: object, path: string): void {
    this.code(opcode.EMPTY_DICT);
    this.put(key);
    this.entries(items, path);
  }

  value(value: unknown, path: string): void {
    if (value === null || value === undefined) this.code(opcode.NONE);
    else if (typeof value === "boolean") this.code(value ? opcode.NEWTRUE : opcode.NEWFALSE);
    else if (typeof value === "number") this.number(value);
    else if (typeof value === "bigint") this.bigint(value);
    else if (typeof value === "string") this.string(value);
    else if (typeof value === "object" || typeof value === "function") this.object(value, path);
    else throw new TypeError(`cannot save ${path}: a ${typeof value} has no form in a pickle`);
  }

  write(value: unknown): Uint8Array {
    this.short(opcode.PROTO, 2);
    this.value(value, "the object");
    this.code(opcode.STOP);
    return this.bytes.subarray(0, this.length);
  }
}

/**
 * The pickle of `value`: null, booleans, numbers (whole ones are ints), bigints, strings, arrays (lists), plain objects
 * and Maps (dicts), Sets, Uint8Arrays (bytes), and what `reduce` makes of other objects.
 *
 * @throws TypeError that names where in `value` something cannot be saved.
 */
export function writePickle(value: unknown, reduce: Reducer): Uint8Array {
  return new Writer(reduce).write(value);
}
