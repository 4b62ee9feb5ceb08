/** What a widget's state is on the wire: JSON, with bytes taken out of it and sent beside it. */

type Path = readonly (string | number)[];

export interface SeparatedState {
  readonly state: Readonly<Record<string, unknown>>;
  readonly bufferPaths: readonly Path[];
  readonly buffers: readonly Uint8Array[];
}

/** Takes bytes out: from dictionaries without a trace, from lists leaving null. `state` itself is not changed. */
export function separateBuffers(state: Readonly<Record<string, unknown>>): SeparatedState {
  const bufferPaths: Path[] = [];
  const buffers: Uint8Array[] = [];
  const visit = (value: unknown, path: Path): unknown => {
    const bytes = asBytes(value);
    if (bytes) {
      bufferPaths.push(path);
      buffers.push(bytes);
      return null;
    }
    if (Array.isArray(value)) return value.map((item, i) => visit(item, [...path, i]));
    if (!isDictionary(value)) return value;
    const entries = Object.entries(value).map(
      ([key, item]) => [key, visit(item, [...path, key]), asBytes(item)] as const,
    );
    return Object.fromEntries(entries.filter(([, , bytes]) => !bytes));
  };
  return { state: visit(state, []) as Record<string, unknown>, bufferPaths, buffers };
}

/** Puts bytes that travelled beside `state` back into it. @throws TypeError for paths that lead nowhere */
export function putBuffers(state: unknown, bufferPaths: unknown, buffers: readonly Uint8Array[]): void {
  if (!Array.isArray(bufferPaths)) throw new TypeError("buffer_paths must be a list");
  bufferPaths.forEach((path: unknown, i) => {
    const last = Array.isArray(path) ? path.at(-1) : undefined;
    let place: unknown = state;
    for (const key of Array.isArray(path) ? path.slice(0, -1) : []) {
      place = typeof place === "object" && place && Object.hasOwn(place, key) ? Reflect.get(place, key) : undefined;
    }
    if ((typeof last !== "string" && typeof last !== "number") || typeof place !== "object" || !place || !buffers[i]) {
      throw new TypeError(`buffer_paths: ${JSON.stringify(path)} leads nowhere, or has no buffer`);
    }
    Object.defineProperty(place, last, { value: buffers[i], configurable: true, enumerable: true, writable: true });
  });
}

/** The bytes of what holds bytes. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

export function isDictionary(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a trait that held `a` has not changed when it holds `b`: lists and dictionaries by what is in them. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  const [first, second] = [asBytes(a), asBytes(b)];
  if (first && second) return Buffer.compare(first, second) === 0;
  if (!isDictionary(a) || !isDictionary(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
