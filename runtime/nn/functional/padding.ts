/** Padding, and pixels and channels shuffled. */

import { expectTensor, type Scalar } from "../../ops/core.ts";
import { constantPadNd, type Padding, type PaddingMode, padByItself } from "../../ops/pad.ts";
import { describe, named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export type { Padding, PaddingMode } from "../../ops/pad.ts";
export { channelShuffle, pixelShuffle, pixelUnshuffle } from "../../ops/roll.ts";

/** What {@link pad} takes by name. */
export interface PadOptions {
  /** What is added before and after each dim, the last dim first; negative numbers take elements away. */
  pad?: Padding;
  /** "constant". */
  mode?: PaddingMode;
  /** What "constant" adds; 0. */
  value?: Scalar | null;
}

/**
 * `input` made larger at the edges of its last dims: by a value, or in the modes "reflect", "replicate" and "circular" by
 * its own elements.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
 */
export function pad(
  input: Tensor,
  padding: Padding | PadOptions,
  mode?: PaddingMode | PadOptions,
  value?: Scalar | null | PadOptions,
): Tensor {
  const call = named<PadOptions>("pad", { pad: padding, mode, value });
  const { ndim } = expectTensor(input, "pad");
  const edges = call.pad;
  if (!Array.isArray(edges) || !edges.every((count) => Number.isInteger(count)))
    throw new TypeError(`pad(): argument 'pad' must be tuple of ints, not ${describe(edges)}`);
  if (edges.length % 2 !== 0) throw new Error("Padding length must be divisible by 2");
  if (edges.length > 2 * ndim)
    throw new Error(
      `Padding length should be less than or equal to two times the input dimension but got padding length ${edges.length} and input of dimension ${ndim}`,
    );
  const way = call.mode ?? "constant";
  if (way === "constant") return constantPadNd(input, edges, call.value);
  if (call.value != null && Number(call.value) !== 0)
    throw new Error(`Padding mode "${way}" doesn't take in value argument`);
  if (way !== "reflect" && way !== "replicate" && way !== "circular")
    throw new Error(`Unrecognised padding mode ${String(way)}`);
  return padByItself(input, edges, way);
}
