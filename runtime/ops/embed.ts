/** Copies of a tensor with another in the place of a part: selectScatter, sliceScatter; and copies of parts. */

import { record, recording } from "../autograd/graph.ts";
import { named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { cast, codeOf, expectTensor, type OutOption } from "./core.ts";
import { into } from "./out.ts";
import { clone, narrow, select, slice } from "./shape.ts";
import { checkSource } from "./strided.ts";

/** A copy of `input` with `source` in the view that `part` takes of it. */
function embed(input: Tensor, source: Tensor, part: (of: Tensor) => Tensor, name: string): Tensor {
  const out = clone(input.detach());
  const target = part(out);
  checkSource(source, target.shape);
  out.kernels.copyInto(target.handle, source.handle);
  if (!recording(input, source)) return out;
  const code = codeOf(source);
  const { shape } = source;
  const zeros = (grad: Tensor): Tensor => wrap(grad, grad.kernels.full(shape, 0, codeOf(grad)));
  return record(
    out,
    name,
    [input, source],
    [(grad) => embed(grad, zeros(grad), part, name), (grad) => cast(clone(part(grad)), code)],
  );
}

/** What {@link selectScatter} takes by name. */
export interface SelectScatterOptions extends OutOption {
  src?: Tensor;
  dim?: number;
  index?: number;
}

/** A copy of `input` with `src` in the place of row `index` along `dim`. */
export function selectScatter(
  input: Tensor,
  src: Tensor | SelectScatterOptions,
  dim?: number | SelectScatterOptions,
  index?: number | SelectScatterOptions,
  options?: OutOption,
): Tensor {
  const call = named<SelectScatterOptions>("select_scatter", { src, dim, index }, options, ["out"]);
  const source = expectTensor(call.src, "select_scatter", "src");
  const part = (of: Tensor): Tensor => select(of, call.dim as number, call.index);
  const out = embed(expectTensor(input, "select_scatter"), source, part, "SelectScatterBackward0");
  return into(call.out, out, "select_scatter", [input, source]);
}

/** What {@link sliceScatter} takes by name. */
export interface SliceScatterOptions extends OutOption {
  src?: Tensor;
  dim?: number;
  start?: number | null;
  end?: number | null;
  step?: number;
}

/** A copy of `input` with `src` in the place of the elements `start` to `end` (left out), every `step`th, along `dim`. */
export function sliceScatter(
  input: Tensor,
  src: Tensor | SliceScatterOptions,
  dim?: number | SliceScatterOptions,
  start?: number | null | SliceScatterOptions,
  end?: number | null | SliceScatterOptions,
  step?: number | SliceScatterOptions,
  options?: OutOption,
): Tensor {
  const call = named<SliceScatterOptions>("slice_scatter", { src, dim, start, end, step }, options, ["out"]);
  const source = expectTensor(call.src, "slice_scatter", "src");
  const part = (of: Tensor): Tensor => slice(of, call.dim ?? 0, call.start ?? null, call.end ?? null, call.step ?? 1);
  const out = embed(expectTensor(input, "slice_scatter"), source, part, "SliceScatterBackward0");
  return into(call.out, out, "slice_scatter", [input, source]);
}

/** What {@link narrowCopy} takes by name. */
export interface NarrowCopyOptions extends OutOption {
  dim?: number;
  start?: number;
  length?: number;
}

/** As `narrow`, but a copy. */
export function narrowCopy(
  input: Tensor,
  dim: number | NarrowCopyOptions,
  start?: number | NarrowCopyOptions,
  length?: number | NarrowCopyOptions,
  options?: OutOption,
): Tensor {
  const call = named<NarrowCopyOptions>("narrow_copy", { dim, start, length }, options, ["out"]);
  const copied = clone(narrow(expectTensor(input, "narrow_copy"), call.dim as number, call.start, call.length));
  return into(call.out, copied, "narrow_copy", [input]);
}
