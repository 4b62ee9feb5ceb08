/**
 * Reads Python pickles that hold data. Nothing in a pickle is run: a global is looked up in the table that the caller
 * gives, and one that is not in it is refused by its name.
 */

import { inspect } from "node:util";
import { opcode } from "./opcodes.ts";

/** What a global of the table becomes: a value, and what a call of it gives. */
export interface Global {
  /** What stands for the global itself, such as a dtype. */
  readonly value?: unknown;
  /** REDUCE and NEWOBJ; absent: it cannot be called. */
  readonly call?: (args: readonly unknown[]) => unknown;
}

/** A Python object that takes a state (BUILD) after it was made. */
export interface Buildable {
  setState(state: unknown): void;
}

export interface PickleOptions {
  /** The globals that may occur, by "module.name". */
  find(name: string): Global | undefined;
  /** What a persistent id stands for. */
  persistentLoad?(id: unknown): unknown;
}

/** A pickle that is cut, malformed, or asks for something that is not allowed. */
export class UnpicklingError extends Error {
  override name = "UnpicklingError";
}

/** A dict as it is read: keys may be anything that compares by value in JavaScript. */
export class PickleDict extends Map<unknown, unknown> {
  /** "dict" or "OrderedDict". */
  readonly kind: string;
  /** The attributes of the object (`_metadata` of a state dict). */
  attributes: PickleDict | undefined;

  constructor(kind: string) {
    super();
    this.kind = kind;
  }

  setState(state: unknown): void {
    if (!(state instanceof PickleDict)) throw new UnpicklingError(`the state of an ${this.kind} is not a dict`);
    this.attributes = state;
  }
}

/** Elements of a tuple that is a key: more are no key but an attack on the memory. */
const longestKey = 1000;

/** A tuple as a key, which compares by value: "[1,2]". */
function tupleKey(tuple: readonly unknown[]): string {
  let left = longestKey;
  const count = (value: unknown): unknown => {
    if (left-- <= 0) throw new UnpicklingError(`a key of a dict has more than ${longestKey} elements`);
    if (Array.isArray(value)) return value.map(count);
    return typeof value === "bigint" ? `${value}n` : value;
  };
  return JSON.stringify(count(tuple));
}

/** A value in a message: never long, whatever a file holds. */
export function brief(value: unknown): string {
  return inspect(value, { depth: 1, maxArrayLength: 8, maxStringLength: 80, breakLength: Number.POSITIVE_INFINITY });
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Python 2's names, which protocol 2 writes, and numpy's old ones. */
const renamed: Record<string, string> = { __builtin__: "builtins", copy_reg: "copyreg" };

class Reader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly options: PickleOptions;
  private position: number;
  private stack: unknown[] = [];
  private readonly marks: unknown[][] = [];
  private readonly memo = new Map<number, unknown>();

  constructor(bytes: Uint8Array, start: number, options: PickleOptions) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = start;
    this.options = options;
  }

  /** Moves on by `count` bytes and gives where they begin. */
  private take(count: number): number {
    const at = this.position;
    if (count < 0 || at + count > this.bytes.length)
      throw new UnpicklingError(
        `the pickle is cut: ${count} bytes are needed at offset ${at} of ${this.bytes.length} bytes`,
      );
    this.position = at + count;
    return at;
  }

  private uint8 = (): number => this.view.getUint8(this.take(1));
  private uint32 = (): number => this.view.getUint32(this.take(4), true);

  private uint64(): number {
    const value = this.view.getBigUint64(this.take(8), true);
    if (value > BigInt(this.bytes.length)) throw new UnpicklingError(`the pickle is cut: ${value} bytes are needed`);
    return Number(value);
  }

  private slice(count: number): Uint8Array {
    const at = this.take(count);
    return this.bytes.subarray(at, at + count);
  }

  private text(count: number): string {
    const at = this.position;
    try {
      return decoder.decode(this.slice(count));
    } catch (error) {
      if (error instanceof UnpicklingError) throw error;
      throw new UnpicklingError(`the text at offset ${at} is not UTF-8`);
    }
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new UnpicklingError("the pickle is cut: a line has no end");
    const line = this.text(end - this.position);
    this.position = end + 1;
    return line;
  }

  private pop(): unknown {
    if (this.stack.length === 0) throw new UnpicklingError("the pickle takes from an empty stack");
    return this.stack.pop();
  }

  private top(): unknown {
    if (this.stack.length === 0) throw new UnpicklingError("the pickle looks at an empty stack");
    return this.stack[this.stack.length - 1];
  }

  private popMark(): unknown[] {
    const before = this.marks.pop();
    if (before === undefined) throw new UnpicklingError("the pickle has no mark where it needs one");
    const items = this.stack;
    this.stack = before;
    return items;
  }

  private tuple(count: number): void {
    const items: unknown[] = [];
    for (let i = 0; i < count; i++) items.unshift(this.pop());
    this.stack.push(items);
  }

  private integer(bytes: Uint8Array): number | bigint {
    if (bytes.length === 0) return 0;
    const hex = Buffer.from(bytes).reverse().toString("hex");
    const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  private global(module: string, name: string): void {
    const path = `${renamed[module] ?? module}.${name}`;
    const found = this.options.find(path);
    if (found === undefined)
      throw new UnpicklingError(
        `Unsupported global: GLOBAL ${path} was not an allowed global by default. Loading builds tensors, plain containers and modules, and runs nothing else; ` +
          "a class of your own that extends nn.Module is allowed by torch.serialization.addSafeGlobals([Class]).",
      );
    this.stack.push("value" in found ? found.value : found);
    this.globals.set(this.top(), found);
  }

  /** The table's entry of each value that a global gave. */
  private readonly globals = new Map<unknown, Global>();

  private reduce(): void {
    const args = this.pop();
    const target = this.pop();
    const call = this.globals.get(target)?.call;
    if (call === undefined) throw new UnpicklingError(`Trying to call ${brief(target)}, which is not a function`);
    if (!Array.isArray(args)) throw new UnpicklingError("the arguments of a call are not a tuple");
    this.stack.push(call(args));
  }

  private setItems(items: unknown[]): void {
    const target = this.top();
    if (!(target instanceof PickleDict)) throw new UnpicklingError("Can only set items of a dict");
    if (items.length % 2 !== 0) throw new UnpicklingError("a key has no value");
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i];
      target.set(Array.isArray(key) ? tupleKey(key) : key, items[i + 1]);
    }
  }

  private append(items: unknown[]): void {
    const target = this.top();
    if (!Array.isArray(target)) throw new UnpicklingError("Can only append to lists");
    for (const item of items) target.push(item);
  }

  private add(items: unknown[]): void {
    const target = this.top();
    if (!(target instanceof Set)) throw new UnpicklingError("Can only add items to a set");
    for (const item of items) target.add(item);
  }

  private build(): void {
    const state = this.pop();
    const target = this.top() as Partial<Buildable> | null | undefined;
    if (typeof target?.setState !== "function") throw new UnpicklingError(`Can only build an OrderedDict or an array`);
    target.setState(state);
  }

  private recall(index: number): void {
    if (!this.memo.has(index)) throw new UnpicklingError(`the pickle recalls ${index}, which it never stored`);
    this.stack.push(this.memo.get(index));
  }

  private persistent(): void {
    const load = this.options.persistentLoad;
    if (load === undefined) throw new UnpicklingError("the pickle refers to something outside of it");
    this.stack.push(load(this.pop()));
  }

  /** One instruction; false after STOP. */
  private step(): boolean {
    const at = this.position;
    const code = this.uint8();
    const { stack } = this;
    switch (code) {
      case opcode.STOP:
        return false;
      case opcode.PROTO: {
        const protocol = this.uint8();
        if (protocol > 5) throw new UnpicklingError(`unsupported pickle protocol: ${protocol}`);
        return true;
      }
      case opcode.FRAME:
        this.take(8);
        return true;
      case opcode.MARK:
        this.marks.push(stack);
        this.stack = [];
        return true;
      case opcode.POP:
        this.pop();
        return true;
      case opcode.POP_MARK:
        this.popMark();
        return true;
      case opcode.DUP:
        stack.push(this.top());
        return true;
      case opcode.NONE:
        stack.push(null);
        return true;
      case opcode.NEWTRUE:
        stack.push(true);
        return true;
      case opcode.NEWFALSE:
        stack.push(false);
        return true;
      case opcode.BININT:
        stack.push(this.view.getInt32(this.take(4), true));
        return true;
      case opcode.BININT1:
        stack.push(this.uint8());
        return true;
      case opcode.BININT2:
        stack.push(this.view.getUint16(this.take(2), true));
        return true;
      case opcode.LONG1:
        stack.push(this.integer(this.slice(this.uint8())));
        return true;
      case opcode.LONG4:
        stack.push(this.integer(this.slice(this.uint32())));
        return true;
      case opcode.BINFLOAT:
        stack.push(this.view.getFloat64(this.take(8), false));
        return true;
      case opcode.BINUNICODE:
        stack.push(this.text(this.uint32()));
        return true;
      case opcode.SHORT_BINUNICODE:
      case opcode.SHORT_BINSTRING:
        stack.push(this.text(this.uint8()));
        return true;
      case opcode.BINSTRING:
        stack.push(this.text(this.uint32()));
        return true;
      case opcode.BINUNICODE8:
        stack.push(this.text(this.uint64()));
        return true;
      case opcode.SHORT_BINBYTES:
        stack.push(this.slice(this.uint8()).slice());
        return true;
      case opcode.BINBYTES:
        stack.push(this.slice(this.uint32()).slice());
        return true;
      case opcode.BINBYTES8:
      case opcode.BYTEARRAY8:
        stack.push(this.slice(this.uint64()).slice());
        return true;
      case opcode.EMPTY_LIST:
      case opcode.EMPTY_TUPLE:
        stack.push([]);
        return true;
      case opcode.EMPTY_DICT:
        stack.push(new PickleDict("dict"));
        return true;
      case opcode.EMPTY_SET:
        stack.push(new Set());
        return true;
      case opcode.TUPLE: {
        const items = this.popMark();
        this.stack.push(items);
        return true;
      }
      case opcode.TUPLE1:
        this.tuple(1);
        return true;
      case opcode.TUPLE2:
        this.tuple(2);
        return true;
      case opcode.TUPLE3:
        this.tuple(3);
        return true;
      case opcode.APPEND: {
        const item = this.pop();
        this.append([item]);
        return true;
      }
      case opcode.APPENDS:
        this.append(this.popMark());
        return true;
      case opcode.SETITEM: {
        const value = this.pop();
        const key = this.pop();
        this.setItems([key, value]);
        return true;
      }
      case opcode.SETITEMS:
        this.setItems(this.popMark());
        return true;
      case opcode.ADDITEMS:
        this.add(this.popMark());
        return true;
      case opcode.GLOBAL: {
        const module = this.line();
        this.global(module, this.line());
        return true;
      }
      case opcode.STACK_GLOBAL: {
        const name = String(this.pop());
        this.global(String(this.pop()), name);
        return true;
      }
      case opcode.REDUCE:
      case opcode.NEWOBJ:
        this.reduce();
        return true;
      case opcode.BUILD:
        this.build();
        return true;
      case opcode.BINPERSID:
        this.persistent();
        return true;
      case opcode.BINGET:
        this.recall(this.uint8());
        return true;
      case opcode.LONG_BINGET:
        this.recall(this.uint32());
        return true;
      case opcode.BINPUT:
        this.memo.set(this.uint8(), this.top());
        return true;
      case opcode.LONG_BINPUT:
        this.memo.set(this.uint32(), this.top());
        return true;
      case opcode.MEMOIZE:
        this.memo.set(this.memo.size, this.top());
        return true;
      default:
        throw new UnpicklingError(`Unsupported operand ${code} at offset ${at}`);
    }
  }

  read(): [value: unknown, end: number] {
    while (this.step());
    return [this.pop(), this.position];
  }
}

/**
 * Reads the pickle that begins at `start`.
 *
 * @returns its value, and where the pickle ends. Dicts are {@link PickleDict}s, tuples and lists arrays, integers beyond
 * 2^53 bigints.
 * @throws UnpicklingError where it is cut or malformed, or asks for a global that `options.find` does not know.
 */
export function readPickle(bytes: Uint8Array, options: PickleOptions, start = 0): [value: unknown, end: number] {
  return new Reader(bytes, start, options).read();
}
