/** Views and copies that sizes, strides and offsets describe: asStrided, unfold and their scatter. */

import { record, recording } from "../autograd/graph.ts";
import { describe, named } from "../tensor/options.ts";
import { formatSize, sameSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { cast, codeOf, expectTensor, type OutOption, viewOf, wrapDim } from "./core.ts";
import { contiguousGeometry, type Geometry, geometryOf, overlay, restride } from "./geometry.ts";
import { into } from "./out.ts";

/** What {@link asStrided} takes by name. */
export interface StridedOptions {
  size: readonly number[];
  stride: readonly number[];
  /** Elements of the storage before the first; the input's own. */
  storageOffset?: number | null;
}

function placeOf(input: Tensor, { size, stride, storageOffset }: StridedOptions): Geometry {
  for (const [name, list] of Object.entries({ size, stride }))
    if (!Array.isArray(list))
      throw new TypeError(`as_strided(): argument '${name}' must be tuple of ints, not ${describe(list)}`);
  return { sizes: size, strides: stride, offset: storageOffset ?? input.kernels.offset(input.handle) };
}

/** A view as sizes, strides and an offset of elements say. */
export function asStrided(
  input: Tensor,
  size: readonly number[] | StridedOptions,
  stride?: readonly number[] | StridedOptions,
  storageOffset?: number | null | StridedOptions,
): Tensor {
  const call = named<StridedOptions>("as_strided", { size, stride, storageOffset });
  const from = geometryOf(expectTensor(input, "as_strided"));
  const place = placeOf(input, call);
  const handle = input.kernels.asStrided(input.handle, place.sizes, place.strides, place.offset);
  return viewOf(input, handle, "AsStridedBackward0", (grad) =>
    restride(grad, place, from, from, "AsStridedBackwardBackward0"),
  );
}

/** What {@link asStridedScatter} takes by name. */
export interface StridedScatterOptions extends StridedOptions, OutOption {
  src: Tensor;
}

/** A copy of `input` with `src` in the place that `asStrided` shows. */
export function asStridedScatter(
  input: Tensor,
  src: Tensor | StridedScatterOptions,
  size?: readonly number[] | StridedOptions,
  stride?: readonly number[] | StridedOptions,
  storageOffset?: number | null | StridedOptions,
  options?: OutOption,
): Tensor {
  const call = named<StridedScatterOptions>("as_strided_scatter", { src, size, stride, storageOffset }, options, [
    "out",
  ]);
  const from = geometryOf(expectTensor(input, "as_strided_scatter"));
  const source = expectTensor(call.src, "as_strided_scatter", "src");
  const place = placeOf(input, call);
  input.kernels.asStrided(input.handle, place.sizes, place.strides, place.offset);
  checkSource(source, place.sizes);
  const out = wrap(input, overlay(input, from, place, source.handle));
  if (!recording(input, source)) return into(call.out, out, "as_strided_scatter", [input, source]);
  if (!input.kernels.isContiguous(input.handle))
    throw new Error("as_strided_scatter is currently only supported for contiguous inputs");
  const code = codeOf(source);
  const seen = (grad: Tensor): Tensor => restride(grad, from, place, from, "AsStridedBackward0");
  record(
    out,
    "AsStridedScatterBackward0",
    [input, source],
    [
      // PyTorch gives the input the gradient of what was overwritten, and of nothing else.
      (grad) => restride(seen(grad), place, from, place, "AsStridedBackwardBackward0"),
      (grad) => cast(seen(grad), code),
    ],
  );
  return into(call.out, out, "as_strided_scatter", [input, source]);
}

/** PyTorch's refusal of a source that does not fill the part that it is written to. */
export function checkSource(source: Tensor, sizes: readonly number[]): void {
  if (!sameSize(source.shape, sizes))
    throw new Error(
      `expected src to have a size equal to the slice of self. src size = ${formatSize(source.shape)}, slice size = ${formatSize(sizes)}`,
    );
}

/** What {@link unfold} takes by name. */
export interface UnfoldOptions {
  dimension?: number;
  dim?: number;
  size?: number;
  step?: number;
}

/** The windows of `size` along `dimension`, one every `step` elements, as a last dim; a view. */
export function unfold(
  input: Tensor,
  dimension: number | UnfoldOptions,
  size?: number | UnfoldOptions,
  step?: number | UnfoldOptions,
): Tensor {
  const call = named<UnfoldOptions>("unfold", { dimension, size, step }, undefined, ["dim"]);
  const { shape, kernels } = expectTensor(input, "unfold");
  const at = wrapDim(call.dimension ?? call.dim ?? Number.NaN, shape.length);
  const [length, every] = [call.size, call.step];
  for (const [name, value] of Object.entries({ size: length, step: every }))
    if (typeof value !== "number" || !Number.isInteger(value))
      throw new TypeError(`unfold(): argument '${name}' must be int, not ${describe(value)}`);
  const along = shape.length === 0 ? 1 : shape[at];
  const [window, stride] = [length as number, every as number];
  if (window < 0) throw new Error(`size is ${window} but must be >= 0`);
  if (window > along) throw new Error(`maximum size for tensor at dimension ${at} is ${along} but size is ${window}`);
  if (stride <= 0) throw new Error(`step is ${stride} but must be > 0`);
  const windows = (of: Geometry): Geometry => {
    if (of.sizes.length === 0) return { sizes: [window], strides: [1], offset: of.offset };
    const count = Math.floor((along - window) / stride) + 1;
    return {
      sizes: [...of.sizes.map((s, d) => (d === at ? count : s)), window],
      strides: [...of.strides.map((s, d) => (d === at ? s * stride : s)), of.strides[at]],
      offset: of.offset,
    };
  };
  const place = windows(geometryOf(input));
  const handle = kernels.asStrided(input.handle, place.sizes, place.strides, place.offset);
  const plain = contiguousGeometry(shape);
  return viewOf(input, handle, "UnfoldBackward0", (grad) =>
    restride(grad, windows(plain), plain, plain, "UnfoldBackwardBackward0"),
  );
}
