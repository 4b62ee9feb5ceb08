/** NumPy's files: an array in a `.npy`, arrays by name in a `.npz`. */

import { describe, isOptions } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { writeAtomically } from "./atomic.ts";
import { NumpyType, numpyCode } from "./numpy.ts";
import { openSource, pathOf, type Source } from "./source.ts";
import { isZip, ZipReader } from "./zip/reader.ts";
import { ZipWriter } from "./zip/writer.ts";

const magic = "\x93NUMPY";
const alignment = 64;
/** NumPy's own limit: a longer header is an attack on the parser. */
const mostHeader = 10_000;

function encode(tensor: unknown, name: string): [header: Uint8Array, data: Uint8Array] {
  if (!(tensor instanceof Tensor))
    throw new TypeError(`cannot save ${name}: a tensor is needed, not ${describe(tensor)}`);
  const code = numpyCode(tensor.dtype);
  if (code === undefined)
    throw new TypeError(
      `cannot save ${name}: NumPy has no ${tensor.dtype}. Convert it before, such as to torch.float32.`,
    );
  const { shape } = tensor;
  const sizes = `(${[...shape].join(", ")}${shape.length === 1 ? "," : ""})`;
  const text = `{'descr': '${code}', 'fortran_order': False, 'shape': ${sizes}, }`;
  const length = Math.ceil((10 + text.length + 1) / alignment) * alignment;
  const header = new Uint8Array(length).fill(0x20);
  header.set(Buffer.from(magic, "latin1"));
  header.set([1, 0], 6);
  new DataView(header.buffer).setUint16(8, length - 10, true);
  header.set(Buffer.from(text, "latin1"), 10);
  header[length - 1] = 0x0a;
  return [header, tensor.kernels.toBytes(tensor.detach().handle)];
}

function withExtension(file: string | URL, extension: string): string {
  const path = pathOf(file);
  return path.endsWith(extension) ? path : path + extension;
}

/** Saves a tensor as an array; ".npy" is added to a name that lacks it. The file is written beside and renamed. */
export function save(file: string | URL, arr: Tensor): void {
  const parts = encode(arr, "the array");
  writeAtomically(withExtension(file, ".npy"), (sink) => {
    for (const part of parts) sink(part);
  });
}

/**
 * Saves tensors by name, or a list of them as "arr_0", "arr_1"; ".npz" is added to a name that lacks it. The file is written
 * beside and renamed.
 */
export function savez(file: string | URL, arrays: Record<string, Tensor> | readonly Tensor[]): void {
  if (!Array.isArray(arrays) && !isOptions(arrays))
    throw new TypeError(
      `savez(): argument 'arrays' must be tensors by name, or a list of tensors, not ${describe(arrays)}`,
    );
  const entries: [string, unknown][] = Array.isArray(arrays)
    ? arrays.map((array, i) => [`arr_${i}`, array])
    : Object.entries(arrays);
  const encoded = entries.map(([name, tensor]) => [name, encode(tensor, `'${name}'`)] as const);
  writeAtomically(withExtension(file, ".npz"), (sink) => {
    const zip = new ZipWriter(sink);
    for (const [name, parts] of encoded) zip.add(`${name}.npy`, new Uint8Array(Buffer.concat(parts)));
    zip.end();
  });
}

/** A header's dict: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function parseHeader(
  text: string,
  broken: (what: string) => Error,
): { descr: string; fortran: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined && /'descr'\s*:\s*\[/.test(text))
    throw broken("it holds records, which have no counterpart here");
  if (descr === undefined || fortran === undefined || shape === undefined) throw broken("its header is malformed");
  const sizes = shape.split(",").map((size) => size.replace("L", "").trim());
  const numbers = sizes.filter((size) => size !== "").map(Number);
  if (!numbers.every((size) => Number.isSafeInteger(size))) throw broken("its shape is malformed");
  return { descr, fortran: fortran === "True", shape: numbers };
}

function decode(bytes: Uint8Array, name: string): Tensor {
  const broken = (what: string): Error => new Error(`${name}: not a NumPy array: ${what}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || Buffer.from(bytes.subarray(0, 6)).toString("latin1") !== magic)
    throw broken("it does not begin as one");
  const [major] = bytes.subarray(6, 8);
  if (major < 1 || major > 3) throw broken(`its version is ${major}`);
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw broken("it is cut within its header");
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > mostHeader) throw broken(`its header would have ${length} bytes`);
  if (start + length > bytes.length) throw broken("it is cut within its header");
  const text = Buffer.from(bytes.subarray(start, start + length)).toString(major === 3 ? "utf8" : "latin1");
  const { descr, fortran, shape } = parseHeader(text, broken);
  if (/^\|?O/.test(descr)) throw broken("it holds Python objects, which are never loaded");
  let type: NumpyType;
  try {
    type = new NumpyType(descr);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}: convert it before it is saved`, { cause: error });
  }
  type.bigEndian = descr.startsWith(">");
  const data = bytes.subarray(start + length);
  const needed = shape.reduce((product, size) => product * size, type.dtype.itemsize);
  if (data.length < needed)
    throw broken(`its shape (${shape.join(", ")}) needs ${needed} bytes and it has ${data.length}: it is cut`);
  return type.ordered(data.subarray(0, needed), shape, fortran);
}

/**
 * Loads what NumPy or {@link save} and {@link savez} wrote.
 *
 * @returns the tensor of a `.npy`, tensors by name of a `.npz`.
 * @throws Error that names the file and what is wrong with it. Python objects are refused.
 */
export function load<T = Tensor>(file: string | URL | Uint8Array): T {
  const source = openSource(file);
  try {
    return (isZip(source) ? loadz(source) : decode(source.read(0, source.size), source.name)) as T;
  } finally {
    source.close();
  }
}

function loadz(source: Source): Record<string, Tensor> {
  const zip = new ZipReader(source);
  const arrays: Record<string, Tensor> = {};
  for (const entry of zip.names()) {
    const value = decode(zip.read(entry), `${source.name}: ${entry}`);
    const name = entry.replace(/\.npy$/, "");
    Object.defineProperty(arrays, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return arrays;
}
