/** Connectionist temporal classification. */

import { record, recording } from "../autograd/graph.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import { int64 } from "../tensor/dtype.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { div } from "./arithmetic.ts";
import { eq } from "./compare.ts";
import { cast, codeOf, expectTensor, whereTensor } from "./core.ts";
import { tensor } from "./create.ts";
import { type Reduction, reduced } from "./loss.ts";
import { clamp } from "./select.ts";
import { reshape, unsqueeze } from "./shape.ts";

/** What {@link ctcLoss} is told. */
export interface Ctc {
  blank: number;
  reduction: Reduction;
  zeroInfinity: boolean;
}

function lengths(given: unknown, name: string): Tensor {
  if (!Array.isArray(given)) {
    const found = expectTensor(given, "ctc_loss", name);
    if (found.dtype.isFloatingPoint) throw new Error(`${name} must be integral`);
    return reshape(cast(found, int64.code), [-1]);
  }
  return tensor(given, { dtype: int64 });
}

/** The negative log-probability of each target, summed over its alignments, reduced. */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Tensor | readonly number[],
  targetLengths: Tensor | readonly number[],
  { blank, reduction, zeroInfinity }: Ctc,
): Tensor {
  const { kernels, ndim } = expectTensor(logProbs, "ctc_loss", "log_probs");
  if (ndim !== 2 && ndim !== 3) throw new Error(`ctc_loss: expected log_probs of 2 or 3 dims, but got ${ndim}`);
  if (expectTensor(targets, "ctc_loss", "targets").dtype.isFloatingPoint) throw new Error("targets must be integral");
  const inputs = lengths(inputLengths, "input_lengths");
  const labels = lengths(targetLengths, "target_lengths");
  const batch = ndim === 3 ? logProbs : unsqueeze(logProbs, 1);
  const places = cast(targets, int64.code);
  const each = wrap(logProbs, kernels.ctcLoss(batch.handle, places.handle, inputs.handle, labels.handle, blank));
  const losses = recording(batch)
    ? record(
        each,
        "CtcLossBackward0",
        [batch],
        [
          (grad) => {
            if (isGradEnabled() && recording(grad, batch))
              throw new Error("the derivative for '_ctc_loss_backward' is not implemented.");
            return wrap(
              grad,
              kernels.ctcLossBackward(
                grad.handle,
                batch.handle,
                places.handle,
                inputs.handle,
                labels.handle,
                blank,
                zeroInfinity,
              ),
            );
          },
        ],
        [batch, places],
      )
    : each;
  const finite = zeroInfinity ? whereTensor(eq(each.detach(), Number.POSITIVE_INFINITY), 0, losses) : losses;
  const single = ndim === 2 ? reshape(finite, []) : finite;
  if (reduction !== "mean") return reduced(single, reduction);
  return div(finite, cast(clamp(labels, { min: 1 }), codeOf(finite))).mean();
}
