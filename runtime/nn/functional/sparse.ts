/** Class indices, and what is looked up by them. */

import { expectTensor } from "../../ops/core.ts";
import { zeros } from "../../ops/create.ts";
import { scatter } from "../../ops/scatter.ts";
import { unsqueeze } from "../../ops/shape.ts";
import { int64 } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Class indices as rows with a 1 in the place of the class; int64. */
export function oneHot(input: Tensor, numClasses: number | { numClasses?: number } = -1): Tensor {
  if (expectTensor(input, "one_hot").dtype !== int64)
    throw new Error(`one_hot is only applicable to index tensor of type LongTensor, got ${input.dtype}`);
  const wanted = typeof numClasses === "number" ? numClasses : (numClasses.numClasses ?? -1);
  if (input.shape.numel() === 0 && wanted <= 0)
    throw new Error("Can not infer total number of classes from empty tensor.");
  if (input.shape.numel() > 0 && Number(input.min().item()) < 0) throw new Error("Class values must be non-negative.");
  const largest = input.shape.numel() === 0 ? -1 : Number(input.max().item());
  if (wanted !== -1 && wanted <= largest) throw new Error("Class values must be smaller than num_classes.");
  const classes = wanted === -1 ? largest + 1 : wanted;
  const rows = zeros([...input.shape, classes], { dtype: int64, device: input.device });
  return scatter(rows, -1, unsqueeze(input, -1), 1);
}
