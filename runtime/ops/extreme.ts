/** The largest and the smallest: values over dims, pairs along one, and where they are. */

import { record, recording } from "../autograd/graph.ts";
import { bool, scalarName } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import {
  type AlongOptions,
  namedResults,
  pairInto,
  placeAt,
  type ResultTuple,
  restore,
  shared,
  type ValuesIndices,
  valuesIndices,
} from "./along.ts";
import { div, maximum, minimum, mul } from "./arithmetic.ts";
import { eq } from "./compare.ts";
import { cast, codeOf, type Dims, expectTensor, wrapDim, wrapDims } from "./core.ts";
import { into, intoAll, type OutOption } from "./out.ts";
import { type ReduceOptions, sum } from "./reduce.ts";

/** The largest element over the dims; equals share the gradient. */
export function amax(
  input: Tensor,
  dim?: Dims | ReduceOptions,
  keepdim?: boolean | ReduceOptions,
  options?: ReduceOptions,
): Tensor {
  return extreme("amax", input, named<ReduceOptions>("amax", { dim, keepdim }, options, ["out"]));
}

/** The smallest element over the dims; equals share the gradient. */
export function amin(
  input: Tensor,
  dim?: Dims | ReduceOptions,
  keepdim?: boolean | ReduceOptions,
  options?: ReduceOptions,
): Tensor {
  return extreme("amin", input, named<ReduceOptions>("amin", { dim, keepdim }, options, ["out"]));
}

function extreme(name: "amax" | "amin", input: Tensor, call: ReduceOptions): Tensor {
  const { shape } = expectTensor(input, name);
  const dims = wrapDims(call.dim, shape.length);
  const keep = call.keepdim ?? false;
  const out = wrap(input, input.kernels[name](input.handle, dims, keep));
  if (recording(input)) {
    record(
      out,
      name === "amax" ? "AmaxBackward0" : "AminBackward0",
      [input],
      [
        (grad) => {
          const mask = cast(eq(input, restore(out, shape, dims, keep)), codeOf(grad));
          return div(mul(restore(grad, shape, dims, keep), mask), sum(mask, { dim: dims, keepdim: true }));
        },
      ],
      [input, out],
    );
  }
  return into(call.out, out, name, [input], {
    dtype: (from, to) =>
      `Expected the dtype for input and out to match, but got ${scalarName(from)} for input's dtype and ${scalarName(to)} for out's dtype.`,
  });
}

/** The largest element. */
export function max(input: Tensor): Tensor;
/** The larger of two elements. */
export function max(input: Tensor, other: Tensor, options?: OutOption): Tensor;
/** The largest elements along `dim`, and where they are. */
export function max(
  input: Tensor,
  dim: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): ValuesIndices;
export function max(
  input: Tensor,
  dim?: Tensor | number | AlongOptions,
  keepdim?: boolean | AlongOptions | OutOption,
  options?: AlongOptions,
): Tensor | ValuesIndices {
  if (dim === undefined) return amaxOfAll("max", input);
  if (dim instanceof Tensor) return maximum(input, dim, keepdim as OutOption | undefined);
  return alongDim("max", input, dim, keepdim, options);
}

/** The smallest element. */
export function min(input: Tensor): Tensor;
/** The smaller of two elements. */
export function min(input: Tensor, other: Tensor, options?: OutOption): Tensor;
/** The smallest elements along `dim`, and where they are. */
export function min(
  input: Tensor,
  dim: number | AlongOptions,
  keepdim?: boolean | AlongOptions,
  options?: AlongOptions,
): ValuesIndices;
export function min(
  input: Tensor,
  dim?: Tensor | number | AlongOptions,
  keepdim?: boolean | AlongOptions | OutOption,
  options?: AlongOptions,
): Tensor | ValuesIndices {
  if (dim === undefined) return amaxOfAll("min", input);
  if (dim instanceof Tensor) return minimum(input, dim, keepdim as OutOption | undefined);
  return alongDim("min", input, dim, keepdim, options);
}

function amaxOfAll(name: "max" | "min", input: Tensor): Tensor {
  if (expectTensor(input, name).shape.numel() === 0)
    throw new Error(
      `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`,
    );
  const out = wrap(input, input.kernels[name === "max" ? "amax" : "amin"](input.handle, [], false));
  if (!recording(input)) return out;
  return record(out, name === "max" ? "MaxBackward1" : "MinBackward1", [input], [shared(input, out)], [input, out]);
}

function alongDim(
  name: "max" | "min",
  input: Tensor,
  dim: unknown,
  keepdim: unknown,
  options?: AlongOptions,
): ValuesIndices {
  const call = named<AlongOptions>(name, { dim, keepdim }, options, ["out"]);
  const { shape } = expectTensor(input, name);
  const d = wrapDim(call.dim as number, shape.length);
  const keep = call.keepdim ?? false;
  const [values, indices] = input.kernels[name](input.handle, d, keep);
  const index = wrap(input, indices);
  const out = wrap(input, values);
  if (recording(input))
    record(out, name === "max" ? "MaxBackward0" : "MinBackward0", [input], [placeAt(shape, d, index, keep)]);
  return pairInto(call.out, valuesIndices(out, index, name), name, input);
}

/** Options of `argmax` and `argmin`. */
export interface ArgOptions extends OutOption {
  dim?: number | null;
  /** Keep the dim with size 1; false. */
  keepdim?: boolean;
}

/** Where the largest element is, over all or along `dim`. */
export function argmax(
  input: Tensor,
  dim?: number | null | ArgOptions,
  keepdim?: boolean | ArgOptions,
  options?: ArgOptions,
): Tensor {
  expectTensor(input, "argmax");
  return argExtreme("argmax", input, dim, keepdim, options);
}

/** Where the smallest element is, over all or along `dim`. */
export function argmin(
  input: Tensor,
  dim?: number | null | ArgOptions,
  keepdim?: boolean | ArgOptions,
  options?: ArgOptions,
): Tensor {
  expectTensor(input, "argmin");
  return argExtreme("argmin", input, dim, keepdim, options);
}

function argExtreme(
  name: "argmax" | "argmin",
  input: Tensor,
  dim: unknown,
  keepdim: unknown,
  options?: ArgOptions,
): Tensor {
  const call = named<ArgOptions>(name, { dim, keepdim }, options, ["out"]);
  const d = call.dim == null ? null : wrapDim(call.dim, expectTensor(input, name).ndim);
  if (input.dtype === bool) throw new Error(`${name}(): does not support bool input`);
  const out = wrap(expectTensor(input, name), input.kernels[name](input.handle, d, call.keepdim ?? false));
  return into(call.out, out, name, [input]);
}

/** The smallest and the largest element, over all or along `dim`; equals share the gradient. */
export function aminmax(input: Tensor, options: AlongOptions = {}): ResultTuple<"min" | "max"> {
  const { out, dim, keepdim } = named<AlongOptions>("aminmax", {}, options, ["dim", "keepdim", "out"]);
  const { shape } = expectTensor(input, "aminmax");
  if (dim === undefined && shape.numel() === 0)
    throw new Error("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.");
  if (dim !== undefined && shape[wrapDim(dim, shape.length)] === 0)
    throw new RangeError(`aminmax: Expected reduction dim ${wrapDim(dim, shape.length)} to have non-zero size.`);
  const call = { dim, keepdim };
  const [min, max] = intoAll(out, [extreme("amin", input, call), extreme("amax", input, call)], "aminmax", [input]);
  return namedResults("aminmax", { min, max });
}
