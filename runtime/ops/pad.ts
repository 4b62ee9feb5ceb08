/** Tensors made larger, or smaller, at their edges: by a value, by reflection, by repetition, round in a circle. */

import { record, recording } from "../autograd/graph.ts";
import { int64 } from "../tensor/dtype.ts";
import { describe, named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { codeOf, expectTensor, isScalar, type OutOption, type Scalar } from "./core.ts";
import { into } from "./out.ts";

/** What is added before and after each dim, the last dim first: [left, right, top, bottom, front, back]. */
export type Padding = readonly number[];

/** What stands beyond the edge. */
export type PaddingMode = "constant" | "reflect" | "replicate" | "circular";

function checkPadding(pad: unknown, name: string): asserts pad is Padding {
  if (!Array.isArray(pad) || !pad.every((count) => Number.isInteger(count)))
    throw new TypeError(`${name}(): argument 'pad' must be tuple of ints, not ${describe(pad)}`);
}

/** Before and after each dim of `ndim`, in the dims' own order. */
function perDim(pad: Padding, ndim: number): (readonly [number, number])[] {
  return Array.from({ length: ndim }, (_, d) => {
    const at = 2 * (ndim - 1 - d);
    return [pad[at] ?? 0, pad[at + 1] ?? 0] as const;
  });
}

/** What {@link constantPadNd} takes by name. */
export interface ConstantPadOptions extends OutOption {
  pad?: Padding;
  value?: Scalar | null;
}

/** `input` with `value` (0) added at its edges; a negative number takes elements away. */
export function constantPadNd(
  input: Tensor,
  pad: Padding | ConstantPadOptions,
  value?: Scalar | null | ConstantPadOptions,
  options?: OutOption,
): Tensor {
  const call = named<ConstantPadOptions>("constant_pad_nd", { pad, value }, options, ["out"]);
  checkPadding(call.pad, "constant_pad_nd");
  const { shape } = expectTensor(input, "constant_pad_nd");
  if (call.pad.length % 2 !== 0) throw new Error(`Length of pad must be even but instead it equals ${call.pad.length}`);
  if (call.pad.length > 2 * shape.length)
    throw new Error(
      `Length of pad should be no more than twice the number of dimensions of the input. Pad length is ${call.pad.length} while the input has ${shape.length} dimensions.`,
    );
  const fill = call.value ?? 0;
  if (!isScalar(fill)) throw new TypeError(`constant_pad_nd(): argument 'value' must be Number, not ${describe(fill)}`);
  const edges = perDim(call.pad, shape.length);
  edges.forEach(([before, after], d) => {
    if (shape[d] + Math.min(before, 0) + Math.min(after, 0) < 0)
      throw new Error("narrow(): length must be non-negative.");
    if (shape[d] + before + after < 0)
      throw new Error(
        `The input size ${shape[d]}, plus negative padding ${before} and ${after} resulted in a negative output size, which is invalid. Check dimension ${d} of your input.`,
      );
  });
  return into(call.out, padded(input, edges, fill), "constant_pad_nd", [input]);
}

function padded(input: Tensor, edges: readonly (readonly [number, number])[], value: Scalar): Tensor {
  const { kernels, shape } = input;
  const sizes = shape.map((size, d) => size + edges[d][0] + edges[d][1]);
  const result = kernels.full(sizes, value, codeOf(input));
  let target = result;
  let source = input.handle;
  edges.forEach(([before, after], d) => {
    if (before > 0 || after > 0)
      target = kernels.slice(target, d, Math.max(before, 0), sizes[d] - Math.max(after, 0), 1);
    if (before < 0 || after < 0)
      source = kernels.slice(source, d, Math.max(-before, 0), shape[d] - Math.max(-after, 0), 1);
  });
  kernels.copyInto(target, source);
  const out = wrap(input, result);
  if (!recording(input)) return out;
  const back = edges.map(([before, after]) => [-before, -after] as const);
  return record(out, "ConstantPadNdBackward0", [input], [(grad) => padded(grad, back, 0)]);
}

/** For each place of a padded dim, the place that it shows. */
type Source = (size: number, before: number, after: number) => (i: number) => number;

const sources: Record<"reflect" | "replicate" | "circular", Source> = {
  reflect: (size, before) => (i) => {
    const at = i - before;
    if (at < 0 && i < before) return -at;
    return at < size ? at : 2 * (size - 1) - at;
  },
  replicate: (size, before) => (i) => Math.min(Math.max(i - before, 0), size - 1),
  circular: (size, before, after) => {
    // What is wrapped round is what negative numbers have left.
    const left = size + Math.min(before, 0) + Math.min(after, 0);
    return (i) => ((((i - Math.max(before, 0)) % left) + left) % left) + Math.max(-before, 0);
  },
};

const nodes = { reflect: "ReflectionPad", replicate: "ReplicationPad", circular: "CircularPad" } as const;

/** `input` with its own elements repeated at the edges of its last dims; of negative numbers, without elements there. */
export function padByItself(input: Tensor, pad: Padding, mode: "reflect" | "replicate" | "circular"): Tensor {
  const { shape, kernels } = expectTensor(input, "pad");
  const count = pad.length / 2;
  if (count < 1 || count > 3 || (shape.length !== count + 1 && shape.length !== count + 2))
    throw new Error(`Padding size ${pad.length} is not supported for ${shape.length}D input tensor.`);
  const edges = perDim(pad, shape.length);
  check(shape, edges, count, mode);
  const steps = edges.flatMap(([before, after], dim) => {
    if (before === 0 && after === 0) return [];
    const from = sources[mode](shape[dim], before, after);
    const places = Float64Array.from({ length: shape[dim] + before + after }, (_, i) => from(i));
    return [{ dim, size: shape[dim], index: kernels.fromNumbers(places, [places.length], int64.code) }];
  });
  return taken(input, steps, `${nodes[mode]}${count}DBackward0`);
}

function check(
  shape: readonly number[],
  edges: readonly (readonly [number, number])[],
  count: number,
  mode: "reflect" | "replicate" | "circular",
): void {
  const first = shape.length - count;
  if (mode !== "circular" && shape.some((size, d) => size === 0 && (d > 0 || shape.length === count + 1)))
    throw new Error(
      `Expected ${count + 1}D or ${count + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${formatSize(shape)}`,
    );
  for (let d = shape.length - 1; d >= first; d--) {
    const [before, after] = edges[d];
    const size = shape[d];
    if (mode === "reflect" && (before >= size || after >= size))
      throw new Error(
        `Argument #${2 * (shape.length - d) + 2}: Padding size should be less than the corresponding input dimension, but got: padding (${before}, ${after}) at dimension ${d} of input ${formatSize(shape)}`,
      );
    if (mode === "circular") {
      if (before > size || after > size) throw new Error("Padding value causes wrapping around more than once.");
      const left = size + Math.min(before, 0) + Math.min(after, 0);
      if (left < 0 || (left === 0 && size + before + after > 0))
        throw new Error("Negative padding value is resulting in an empty dimension");
    }
  }
  if (mode !== "circular") requireOutput(shape, edges, first);
}

/** PyTorch's refusal of an output of which nothing is left: one of its dims may be empty, not all. */
function requireOutput(shape: readonly number[], edges: readonly (readonly [number, number])[], first: number): void {
  const names = "DHW".slice(first - shape.length);
  const outputs = shape.slice(first).map((size, i) => size + edges[first + i][0] + edges[first + i][1]);
  if (outputs.every((size) => size >= 0) && outputs.some((size) => size >= 1)) return;
  const listed = (sizes: readonly number[], between: string): string =>
    sizes.map((size, i) => `${names[i]}: ${size}`).join(between);
  throw new Error(
    `input (${listed(shape.slice(first), ", ")}) is too small. Calculated output ${listed(outputs, " ")}`,
  );
}

interface Step {
  readonly dim: number;
  readonly size: number;
  readonly index: Tensor["handle"];
}

/** The elements that the steps' indices name, dim after dim. */
function taken(input: Tensor, steps: readonly Step[], name: string): Tensor {
  const { kernels } = input;
  let { handle } = input;
  for (const { dim, index } of steps) handle = kernels.indexSelect(handle, dim, index);
  const out = wrap(input, handle === input.handle ? kernels.clone(handle) : handle);
  return recording(input) ? record(out, name, [input], [(grad) => given(grad, steps, name)]) : out;
}

/** Elements added where the steps' indices name: what `taken` gives, put back. */
function given(input: Tensor, steps: readonly Step[], name: string): Tensor {
  const { kernels } = input;
  const code = codeOf(input);
  let { handle } = input;
  for (const { dim, size, index } of [...steps].reverse()) {
    const sizes = kernels.sizes(handle).map((length, d) => (d === dim ? size : length));
    handle = kernels.indexAdd_(kernels.full(sizes, 0, code), dim, index, handle, 1);
  }
  const out = wrap(input, handle === input.handle ? kernels.clone(handle) : handle);
  const back = name.replace("Backward0", "BackwardBackward0");
  return recording(input) ? record(out, back, [input], [(grad) => taken(grad, steps, name)]) : out;
}
