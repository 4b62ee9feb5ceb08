/** Tensors of the files as numbers, and a runtime's tensors as numbers: what is compared. */

/** A tensor in a file. */
export interface Encoded {
  dtype: string;
  shape: number[];
  grad?: boolean;
  /** Base64 of little-endian bytes. */
  data: string;
}

/** A tensor's elements in order; booleans are 0 and 1, integers beyond 2⁵³ bigints. */
export interface Values {
  dtype: string;
  shape: readonly number[];
  elements: (number | bigint)[];
}

/** What the harness needs of a runtime's tensor. */
export interface AnyTensor {
  readonly shape: readonly number[];
  readonly dtype: { readonly name: string };
  readonly requiresGrad: boolean;
  grad: AnyTensor | null;
  detach(): AnyTensor;
  clone(): AnyTensor;
  to(target: unknown): AnyTensor;
  reshape(shape: readonly number[]): AnyTensor;
  requiresGrad_(requiresGrad?: boolean): AnyTensor;
  copy_(source: AnyTensor): AnyTensor;
  mul(other: AnyTensor): AnyTensor;
  add(other: AnyTensor): AnyTensor;
  sum(): AnyTensor;
  item(): number | bigint | boolean;
  tolist(): unknown;
  backward(gradient?: AnyTensor, options?: object): void;
}

export const isFloating = (dtype: string): boolean => dtype.includes("float");

/** Value of an IEEE half. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const widen = new DataView(new ArrayBuffer(4));
function brain(bits: number): number {
  widen.setUint32(0, bits << 16);
  return widen.getFloat32(0);
}

const readers: Record<string, [bytes: number, read: (view: DataView, at: number) => number | bigint]> = {
  bool: [1, (view, at) => view.getUint8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
  int8: [1, (view, at) => view.getInt8(at)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  int64: [8, (view, at) => exact(view.getBigInt64(at, true))],
  float16: [2, (view, at) => half(view.getUint16(at, true))],
  bfloat16: [2, (view, at) => brain(view.getUint16(at, true))],
  float32: [4, (view, at) => view.getFloat32(at, true)],
  float64: [8, (view, at) => view.getFloat64(at, true)],
};

/** A number where it is exact, else the bigint. */
function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function decode({ dtype, shape, data }: Encoded): Values {
  const reader = readers[dtype];
  if (reader === undefined) throw new Error(`the harness knows no dtype ${dtype}`);
  const [size, read] = reader;
  const bytes = Buffer.from(data, "base64");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: (number | bigint)[] = new Array(bytes.length / size);
  for (let i = 0; i < elements.length; i++) elements[i] = read(view, i * size);
  return { dtype, shape, elements };
}

/** The elements of a tensor. */
export function valuesOf(tensor: AnyTensor): Values {
  const list = tensor.detach().tolist();
  const flat = (Array.isArray(list) ? list.flat(Number.POSITIVE_INFINITY) : [list]) as (number | bigint | boolean)[];
  const elements = flat.map((value) => (typeof value === "bigint" ? exact(value) : Number(value)));
  return { dtype: tensor.dtype.name, shape: [...tensor.shape], elements };
}
