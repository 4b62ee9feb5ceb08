/** Joining tensors: cat, stack and their kin. */

import { record, recording } from "../autograd/graph.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import { scalarName } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { cast, codeOf, expectTensor, type OutOption, wrapDim } from "./core.ts";
import { canCast, into, type OutRule } from "./out.ts";
import { narrow, reshape, select, unsqueeze } from "./shape.ts";

/** Tensors in a list. */
export type TensorList = readonly Tensor[];

/** Where tensors are joined. */
export interface JoinOptions extends OutOption {
  dim?: number;
}

function expectTensors(tensors: unknown, name: string): TensorList {
  if (!Array.isArray(tensors)) throw new TypeError(`${name}(): argument 'tensors' must be tuple of Tensors`);
  if (tensors.length === 0) throw new Error(`${name}(): expected a non-empty list of Tensors`);
  tensors.forEach((tensor, i) => {
    if (!(tensor instanceof Tensor))
      throw new TypeError(`expected Tensor as element ${i} in argument 0, but got ${typeof tensor}`);
  });
  return tensors as Tensor[];
}

const catRule: OutRule = {
  dtype: (from, to) =>
    canCast(from, to) ? null : `torch.cat(): input types can't be cast to the desired output type ${scalarName(to)}`,
  apart: true,
};

/** The tensors one after the other along `dim`; a tensor of shape [0] is passed over. */
export function cat(tensors: TensorList, dim?: number | JoinOptions, options?: JoinOptions): Tensor {
  const call = named<JoinOptions>("cat", { dim }, options, ["out"]);
  const list = expectTensors(tensors, "cat");
  const found = list.find((tensor) => tensor.ndim !== 1 || tensor.shape[0] !== 0);
  const shaped = found ?? list[0];
  if (list.some((tensor) => tensor.ndim === 0))
    throw new Error(
      `zero-dimensional tensor (at position ${list.findIndex((tensor) => tensor.ndim === 0)}) cannot be concatenated`,
    );
  // Where all are passed over, any dim will do.
  const at = found === undefined ? 0 : wrapDim(call.dim ?? 0, shaped.ndim);
  const handle = shaped.kernels.cat(
    list.map((tensor) => tensor.handle),
    at,
  );
  const out = wrap(shaped, handle);
  if (call.out !== undefined) return into(call.out, out, "cat", list, catRule);
  if (!isGradEnabled() || !list.some((tensor) => tensor.requiresGrad)) return out;
  let start = 0;
  const derivatives = list.map((tensor) => {
    const from = start;
    const empty = tensor.ndim === 1 && shaped.ndim !== 1;
    const size = empty ? 0 : tensor.shape[at];
    start += size;
    const code = codeOf(tensor);
    const { shape } = tensor;
    return (grad: Tensor) =>
      cast(empty ? narrow(reshape(grad, -1), 0, 0, 0).reshape(shape) : narrow(grad, at, from, size), code);
  });
  return record(out, "CatBackward0", list, derivatives);
}

/** The tensors side by side along a new dim. */
export function stack(tensors: TensorList, dim?: number | JoinOptions, options?: JoinOptions): Tensor {
  const call = named<JoinOptions>("stack", { dim }, options, ["out"]);
  if (Array.isArray(tensors) && tensors.length === 0) throw new Error("stack expects a non-empty TensorList");
  const list = expectTensors(tensors, "stack");
  const first = list[0].shape;
  list.forEach((tensor, i) => {
    if (tensor.shape.join() !== first.join())
      throw new Error(
        `stack expects each tensor to be equal size, but got [${first.join(", ")}] at entry 0 and [${tensor.shape.join(", ")}] at entry ${i}`,
      );
  });
  const at = wrapDim(call.dim ?? 0, first.length + 1);
  const [{ kernels }] = list;
  const rows = list.map((tensor) => kernels.unsqueeze(tensor.handle, at));
  const out = wrap(list[0], kernels.cat(rows, at));
  if (list.some((tensor) => recording(tensor))) {
    const derivatives = list.map((tensor, i) => {
      const code = codeOf(tensor);
      return (grad: Tensor) => cast(select(grad, at, i), code);
    });
    record(out, "StackBackward0", list, derivatives);
  }
  return into(call.out, out, "stack", list, catRule);
}

/** `input` with at least so many dims: new ones of size 1 in front, and for the third behind. */
function atLeast(input: Tensor, ndim: 1 | 2 | 3): Tensor {
  let result = expectTensor(input, `atleast_${ndim}d`).ndim === 0 ? reshape(input, 1) : input;
  if (ndim >= 2 && result.ndim === 1) result = unsqueeze(result, 0);
  if (ndim === 3 && result.ndim === 2) result = unsqueeze(result, -1);
  return result;
}

type AtLeast = { (input: Tensor): Tensor; (...tensors: Tensor[]): Tensor[] };

function atLeastAll(ndim: 1 | 2 | 3): AtLeast {
  return ((...tensors: (Tensor | TensorList)[]) => {
    if (tensors.length === 1 && tensors[0] instanceof Tensor) return atLeast(tensors[0], ndim);
    return (tensors.flat() as Tensor[]).map((tensor) => atLeast(tensor, ndim));
  }) as AtLeast;
}

/** Scalars as vectors of one element. */
export const atleast1d = atLeastAll(1);
/** Scalars and vectors as matrices of one row. */
export const atleast2d = atLeastAll(2);
/** With three dims at least. */
export const atleast3d = atLeastAll(3);

/** Side by side: vectors along their only dim, others along the second. */
export function hstack(tensors: TensorList, options?: OutOption): Tensor {
  const list = expectTensors(tensors, "hstack").map((tensor) => atLeast(tensor, 1));
  return cat(list, { dim: list[0].ndim === 1 ? 0 : 1, out: options?.out });
}

/** One upon the other: along the first dim, vectors as rows. */
export function vstack(tensors: TensorList, options?: OutOption): Tensor {
  const list = expectTensors(tensors, "vstack").map((tensor) => atLeast(tensor, 2));
  return cat(list, { dim: 0, out: options?.out });
}

/** Along the third dim. */
export function dstack(tensors: TensorList, options?: OutOption): Tensor {
  const list = expectTensors(tensors, "dstack").map((tensor) => atLeast(tensor, 3));
  return cat(list, { dim: 2, out: options?.out });
}

/** Vectors as columns of a matrix. */
export function columnStack(tensors: TensorList, options?: OutOption): Tensor {
  const list = expectTensors(tensors, "column_stack");
  return hstack(
    list.map((tensor) => (tensor.ndim < 2 ? reshape(tensor, -1, 1) : tensor)),
    options,
  );
}

export { cat as concat, cat as concatenate, vstack as rowStack };
