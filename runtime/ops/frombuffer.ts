/** Tensors of the bytes of a buffer. */

import { backendFor } from "../tensor/device.ts";
import type { DType } from "../tensor/dtype.ts";
import { describe, named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What of a buffer is read, and as what. */
export interface BufferOptions {
  dtype: DType;
  /** How many elements; -1, all of them. */
  count?: number;
  /** Bytes before the first; 0. */
  offset?: number;
  requiresGrad?: boolean;
}

/** A tensor of the elements that lie in a buffer's bytes, which are copied: the tensor does not follow the buffer. */
export function frombuffer(buffer: ArrayBuffer | SharedArrayBuffer | ArrayBufferView, options: BufferOptions): Tensor {
  const {
    dtype,
    count = -1,
    offset = 0,
    requiresGrad = false,
  } = named<BufferOptions>("frombuffer", {}, options, [
    ...["dtype", "count", "offset", "requiresGrad"],
  ] as (keyof BufferOptions)[]);
  if (dtype === undefined) throw new TypeError('frombuffer() missing 1 required positional arguments: "dtype"');
  for (const [name, value] of Object.entries({ count, offset }))
    if (!Number.isInteger(value))
      throw new TypeError(`frombuffer(): argument '${name}' must be int, not ${describe(value)}`);
  const whole = ArrayBuffer.isView(buffer) ? buffer : new Uint8Array(expectBuffer(buffer));
  const length = whole.byteLength;
  const size = dtype.itemsize;
  if (length === 0 || count === 0)
    throw new RangeError(`both buffer length (${length}) and count (${count}) must not be 0`);
  if (offset < 0 || offset >= length)
    throw new RangeError(
      `offset (${offset} bytes) must be non-negative and no greater than buffer length (${length} bytes) minus 1`,
    );
  if (count < 0 && (length - offset) % size !== 0)
    throw new RangeError(
      `buffer length (${length - offset} bytes) after offset (${offset} bytes) must be a multiple of element size (${size})`,
    );
  if (count > 0 && offset + count * size > length)
    throw new RangeError(
      `requested buffer length (${count} * ${size} bytes) after offset (${offset} bytes) must not be greater than actual buffer length (${length} bytes)`,
    );
  const elements = count < 0 ? (length - offset) / size : count;
  const bytes = new Uint8Array(whole.buffer, whole.byteOffset + offset, elements * size);
  const backend = backendFor();
  const made = new Tensor(backend.kernels.fromBytes(bytes, [elements], dtype.code), backend);
  if (requiresGrad) made.requiresGrad = true;
  return made;
}

function expectBuffer(buffer: unknown): ArrayBuffer | SharedArrayBuffer {
  if (buffer instanceof ArrayBuffer || buffer instanceof SharedArrayBuffer) return buffer;
  throw new TypeError(`frombuffer(): argument 'buffer' must be ArrayBuffer or a view of one, not ${describe(buffer)}`);
}
