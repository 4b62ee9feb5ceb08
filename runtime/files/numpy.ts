/** NumPy's scalars and arrays as pickles hold them: a training log's losses often are such. */

import { backendFor } from "../tensor/device.ts";
import * as types from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type Buildable, type Global, UnpicklingError } from "./pickle/reader.ts";

const dtypes: Record<string, types.DType> = {
  f2: types.float16,
  f4: types.float32,
  f8: types.float64,
  i1: types.int8,
  i2: types.int16,
  i4: types.int32,
  i8: types.int64,
  u1: types.uint8,
  b1: types.bool,
};

/** `numpy.dtype("f8")`; its state tells the order of bytes. */
export class NumpyType implements Buildable {
  readonly dtype: types.DType;
  bigEndian = false;

  constructor(code: unknown) {
    const found = dtypes[String(code).replace(/^[<>|=]/, "")];
    if (found === undefined) throw new UnpicklingError(`numpy.dtype('${String(code)}') has no counterpart here`);
    this.dtype = found;
  }

  setState(state: unknown): void {
    this.bigEndian = Array.isArray(state) && state[1] === ">";
  }

  /** A tensor of these elements. */
  tensor(bytes: unknown, sizes: readonly number[]): Tensor {
    const count = sizes.reduce((product, size) => product * size, 1);
    if (!(bytes instanceof Uint8Array) || bytes.length !== count * this.dtype.itemsize)
      throw new UnpicklingError(`a NumPy array of size [${sizes.join(", ")}] does not have the bytes that it needs`);
    const data = Uint8Array.from(bytes);
    if (this.bigEndian)
      for (let at = 0; at < data.length; at += this.dtype.itemsize)
        data.subarray(at, at + this.dtype.itemsize).reverse();
    const backend = backendFor();
    return new Tensor(backend.kernels.fromBytes(data, sizes, this.dtype.code), backend);
  }

  /** As {@link tensor}; where `columnMajor`, the first size varies fastest in `bytes`. */
  ordered(bytes: unknown, sizes: readonly number[], columnMajor: boolean): Tensor {
    if (!columnMajor) return this.tensor(bytes, sizes);
    const stored = this.tensor(bytes, sizes.toReversed());
    const { kernels } = stored;
    const order = sizes.map((_, i) => sizes.length - 1 - i);
    return new Tensor(kernels.contiguous(kernels.permute(stored.handle, order)), stored.backend);
  }
}

/** NumPy's code of a dtype, with its order of bytes; undefined where NumPy lacks it. */
export function numpyCode(dtype: types.DType): string | undefined {
  const found = Object.entries(dtypes).find(([, candidate]) => candidate === dtype)?.[0];
  return found === undefined ? undefined : `${dtype.itemsize === 1 ? "|" : "<"}${found}`;
}

/** `numpy.ndarray` between being made and being given its state; the state makes it a tensor. */
export class NumpyArray implements Buildable {
  tensor: Tensor | undefined;

  setState(state: unknown): void {
    if (!Array.isArray(state) || state.length !== 5 || !(state[2] instanceof NumpyType))
      throw new UnpicklingError("the state of a NumPy array is malformed");
    const [, shape, type, columnMajor, bytes] = state;
    if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
      throw new UnpicklingError("the shape of a NumPy array is malformed");
    this.tensor = type.ordered(bytes, shape, columnMajor === true);
  }
}

const scalar: Global = {
  call: ([type, bytes]) => {
    if (!(type instanceof NumpyType)) throw new UnpicklingError("a NumPy scalar has no dtype");
    const tensor = type.tensor(bytes, []);
    return tensor.kernels.item(tensor.handle);
  },
};

/** `numpy._core.numeric._frombuffer(bytes, dtype, shape, order)`: how protocol 5 writes arrays. */
const frombuffer: Global = {
  call: ([bytes, type, shape, order]) => {
    const array = new NumpyArray();
    array.setState([1, shape, type, order === "F", bytes]);
    return array;
  },
};

const reconstruct: Global = { call: () => new NumpyArray() };

export const numpyGlobals: Record<string, Global> = {
  "numpy.dtype": { call: ([code]) => new NumpyType(code) },
  "numpy.ndarray": { value: NumpyArray },
  "numpy.core.multiarray.scalar": scalar,
  "numpy._core.multiarray.scalar": scalar,
  "numpy.core.numeric._frombuffer": frombuffer,
  "numpy._core.numeric._frombuffer": frombuffer,
  "numpy.core.multiarray._reconstruct": reconstruct,
  "numpy._core.multiarray._reconstruct": reconstruct,
};
