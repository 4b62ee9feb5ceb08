/** Cross entropy of a linear map, in pieces where the logits are many. */

import { formatSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add, div } from "./arithmetic.ts";
import { checkpoint } from "./checkpoint.ts";
import { ne } from "./compare.ts";
import { cast, codeOf, expectTensor, whereTensor } from "./core.ts";
import { cat } from "./join.ts";
import { linear } from "./linear.ts";
import { crossEntropy, type Reduction } from "./loss.ts";
import { sum } from "./reduce.ts";
import { narrow, reshape } from "./shape.ts";

/** What {@link linearCrossEntropy} is told. */
export interface LinearCrossEntropy {
  bias: Tensor | null;
  weight: Tensor | null;
  reduction: Reduction;
  ignoreIndex: number | null;
  labelSmoothing: number;
  /** Rows of a piece; null: all. */
  chunk: number | null;
}

function check(input: Tensor, matrix: Tensor, target: Tensor, options: LinearCrossEntropy): void {
  const name = "linear_cross_entropy";
  const { ndim } = expectTensor(input, name);
  const dims = expectTensor(matrix, name, "linear_weight").ndim;
  expectTensor(target, name, "target");
  if (ndim !== 1 && ndim !== 2) throw new Error(`expected input with dimensionality 1 or 2, got ${ndim}`);
  if (dims < 2) throw new Error(`expected linear_weight with dimensionality at least 2, got ${dims}`);
  const features = matrix.shape[dims - 1];
  if (input.shape[ndim - 1] !== features)
    throw new Error(
      `expected equal input and linear_weight last dimensions (in_features), got ${input.shape[ndim - 1]} and ${features}, respectively`,
    );
  const outputs = matrix.shape.slice(0, -1);
  if (options.bias !== null && options.bias.shape.join() !== outputs.join())
    throw new Error(`expected linear_bias shape ${formatSize(outputs)}, got ${formatSize(options.bias.shape)}`);
  if (ndim === 1 && dims > 2)
    throw new Error(
      `K-dimensional loss defined by linear_weight shape ${formatSize(matrix.shape)} requires batched input, (N, ${features}), ` +
        `got unbatched input with shape ${formatSize(input.shape)}`,
    );
  if (target.dtype.isFloatingPoint && options.ignoreIndex !== null)
    throw new Error("ignore_index cannot be specified when target contains probabilities");
}

/**
 * The cross entropy of `target` under the softmax of `input @ matrix.T + bias`.
 * @param input [N, F] or [F]
 * @param matrix [C, …, F]
 */
export function linearCrossEntropy(input: Tensor, matrix: Tensor, target: Tensor, options: LinearCrossEntropy): Tensor {
  check(input, matrix, target, options);
  const { weight, labelSmoothing } = options;
  const ignoreIndex = options.ignoreIndex ?? -100;
  const outputs = matrix.shape.slice(0, -1);
  const features = matrix.shape.at(-1) ?? 0;
  const loss = (x: Tensor, w: Tensor, b: Tensor | null, y: Tensor, reduction: Reduction): Tensor => {
    const logits = linear(x, reshape(w, [-1, features]), b === null ? null : reshape(b, [-1]));
    const scores = reshape(logits, [...x.shape.slice(0, -1), ...outputs]);
    return crossEntropy(scores, y, { weight, reduction, ignoreIndex, labelSmoothing });
  };
  const rows = input.ndim === 2 ? input.shape[0] : 1;
  const { bias, reduction, chunk } = options;
  if (chunk === null || rows <= chunk) return loss(input, matrix, bias, target, reduction);
  const pieces: Tensor[] = [];
  for (let start = 0; start < rows; start += chunk) {
    const count = Math.min(chunk, rows - start);
    const [piece] = checkpoint(
      "LinearCrossEntropyBackward0",
      ([x, w, b, y]) => [loss(x as Tensor, w as Tensor, b, y as Tensor, reduction === "none" ? "none" : "sum")],
      [narrow(input, 0, start, count), matrix, bias, narrow(target, 0, start, count)],
    );
    pieces.push(piece);
  }
  if (reduction === "none") return cat(pieces, 0);
  const total = pieces.reduce((a, b) => add(a, b));
  return reduction === "sum" ? total : div(total, denominator(target, weight, ignoreIndex, outputs[0]));
}

/** What the sum of the losses is divided by: the total weight of the targets. */
function denominator(target: Tensor, weight: Tensor | null, ignoreIndex: number, classes: number): Tensor | number {
  if (target.dtype.isFloatingPoint) return target.shape.numel() / classes;
  const known = ne(target, ignoreIndex);
  if (weight === null) return sum(known);
  const places = reshape(whereTensor(known, target, 0), [-1]);
  const each = weight.detach().indexSelect(0, places);
  return sum(each.mul(cast(reshape(known, [-1]), codeOf(each))));
}
