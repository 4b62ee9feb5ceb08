/** The safetensors format: a JSON header that says where each tensor lies, then the bytes of all of them. */

import { backendFor } from "../tensor/device.ts";
import * as types from "../tensor/dtype.ts";
import { describe, isOptions } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { writeAtomically } from "./atomic.ts";
import { openSource, pathOf, type Source } from "./source.ts";

const codes: readonly (readonly [code: string, dtype: types.DType])[] = [
  ["F64", types.float64],
  ["F32", types.float32],
  ["F16", types.float16],
  ["BF16", types.bfloat16],
  ["I64", types.int64],
  ["I32", types.int32],
  ["I16", types.int16],
  ["I8", types.int8],
  ["U8", types.uint8],
  ["BOOL", types.bool],
];

/** The reference implementation's limit. */
const mostHeader = 100_000_000;

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Saves tensors by name. The file is written beside and renamed.
 *
 * @param metadata texts that the header keeps.
 */
export function saveFile(
  tensors: Record<string, Tensor>,
  filename: string | URL,
  metadata?: Record<string, string>,
): void {
  if (!isOptions(tensors))
    throw new TypeError(`saveFile(): argument 'tensors' must hold tensors by name, not ${describe(tensors)}`);
  for (const [name, tensor] of Object.entries(tensors))
    if (!(tensor instanceof Tensor))
      throw new TypeError(`safetensors: ${name} is ${describe(tensor)}, and the format holds tensors alone`);
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata };
  const rank = (tensor: Tensor) => -tensor.dtype.itemsize;
  // Wider elements first, so that each tensor begins at a multiple of its element's size.
  const sorted = Object.entries(tensors).sort(([a, x], [b, y]) => rank(x) - rank(y) || (a < b ? -1 : 1));
  let position = 0;
  for (const [name, tensor] of sorted) {
    const code = codes.find(([, dtype]) => dtype === tensor.dtype)?.[0];
    if (code === undefined)
      throw new TypeError(`safetensors: ${name} has dtype ${tensor.dtype}, which the format lacks`);
    const entry: Entry = { dtype: code, shape: [...tensor.shape], data_offsets: [position, position + tensor.nbytes] };
    header[name] = entry;
    position += tensor.nbytes;
  }
  const text = JSON.stringify(header);
  const encoded = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil(encoded.length / 8) * 8).fill(0x20);
  padded.set(encoded);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  writeAtomically(pathOf(filename), (sink) => {
    sink(length);
    sink(padded);
    for (const [, tensor] of sorted) sink(tensor.kernels.toBytes(tensor.handle));
  });
}

function readHeader(source: Source): [header: Record<string, unknown>, start: number] {
  const broken = (what: string) => new Error(`${source.name}: not a safetensors file: ${what}`);
  if (source.size < 8) throw broken("it is shorter than its header's length");
  const length = Number(new DataView(source.read(0, 8).buffer).getBigUint64(0, true));
  if (length > mostHeader) throw broken(`its header would have ${length} bytes`);
  if (8 + length > source.size) throw broken("it is cut within its header");
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(source.read(8, length)));
  } catch (error) {
    throw broken(`its header is no JSON: ${(error as Error).message}`);
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw broken("its header is no object");
  return [header as Record<string, unknown>, 8 + length];
}

function checkEntry(source: Source, name: string, value: unknown, room: number): types.DType {
  const broken = (what: string) => new Error(`${source.name}: tensor ${name} ${what}`);
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  const found = codes.find(([code]) => code === dtype)?.[1];
  if (found === undefined) throw broken(`has an unknown dtype: ${String(dtype)}`);
  const whole = (item: unknown) => Number.isSafeInteger(item) && (item as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(whole)) throw broken("has a malformed shape");
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole)) throw broken("has malformed offsets");
  const [begin, end] = offsets;
  if (end > room) throw broken(`reaches to byte ${end} of ${room}: the file is cut`);
  const size = shape.reduce((product, item) => product * item, found.itemsize);
  if (end - begin !== size) throw broken(`of ${size} bytes has ${end - begin} in the file`);
  return found;
}

/** As the reference does, refuses bytes that belong to no tensor, or to two. */
function checkCoverage(source: Source, header: Readonly<Record<string, unknown>>, room: number): void {
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  for (const [name, value] of entries) checkEntry(source, name, value, room);
  const spans = entries.map(([name, value]) => [name, ...(value as Entry).data_offsets] as const);
  let covered = 0;
  for (const [name, begin, end] of spans.sort((a, b) => a[1] - b[1] || a[2] - b[2])) {
    if (begin !== covered)
      throw new Error(`${source.name}: tensor ${name} begins at byte ${begin} instead of ${covered}`);
    covered = end;
  }
  if (covered !== room) throw new Error(`${source.name}: ${room - covered} bytes at its end belong to no tensor`);
}

/** Loads tensors by name, in the order of the file. @throws Error that names the file and the tensor. */
export function loadFile(filename: string | URL | Uint8Array, device?: string): Record<string, Tensor> {
  const source = openSource(filename);
  try {
    const [header, start] = readHeader(source);
    checkCoverage(source, header, source.size - start);
    const backend = backendFor(device);
    const tensors: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries(header)) {
      if (name === "__metadata__") continue;
      const dtype = checkEntry(source, name, value, source.size - start);
      const { shape, data_offsets: offsets } = value as Entry;
      const bytes = source.read(start + offsets[0], offsets[1] - offsets[0]);
      const tensor = new Tensor(backend.kernels.fromBytes(bytes, shape, dtype.code), backend);
      Object.defineProperty(tensors, name, { value: tensor, enumerable: true, writable: true, configurable: true });
    }
    return tensors;
  } finally {
    source.close();
  }
}
