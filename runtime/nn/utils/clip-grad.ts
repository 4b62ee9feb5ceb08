/** Gradients kept within bounds. */

import { noGrad } from "../../autograd/mode.ts";
import { add, div } from "../../ops/arithmetic.ts";
import { zeros } from "../../ops/create.ts";
import { stack } from "../../ops/join.ts";
import { vectorNorm } from "../../ops/norms.ts";
import { clamp } from "../../ops/select.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { expectTensors } from "../expect.ts";

type Tensors = Tensor | Iterable<Tensor>;

function listOf(tensors: Tensors): Tensor[] {
  return tensors instanceof Tensor ? [tensors] : expectTensors(tensors, "clip_grad_norm_", "parameters");
}

function gradients(parameters: Tensors): Tensor[] {
  return listOf(parameters)
    .map((parameter) => parameter.grad)
    .filter((grad) => grad !== null);
}

/** Options of {@link getTotalNorm} and {@link clipGradNorm_}. */
export interface TotalNormOptions {
  /** The norm's degree, which may be infinity; 2. */
  normType?: number;
  /** Whether a norm that is no finite number is an error; false. */
  errorIfNonfinite?: boolean;
  /** Counts for nothing: there is one way to do it. */
  foreach?: boolean | null;
}

type TotalNormArguments = [normType?: number, errorIfNonfinite?: boolean, foreach?: boolean | null];

const totalNormNames = ["normType", "errorIfNonfinite", "foreach"];

function norm(tensors: readonly Tensor[], normType: number, strict: boolean): Tensor {
  return noGrad(() => {
    if (tensors.length === 0) return zeros([]);
    const { device } = tensors[0];
    const each = tensors.map((tensor) => vectorNorm(tensor.detach(), normType).to(device));
    const total = vectorNorm(stack(each), normType);
    if (strict && !Number.isFinite(Number(total.item())))
      throw new Error(
        `The total norm of order ${normType} for gradients from \`parameters\` is non-finite, so it cannot be clipped. To disable ` +
          "this error and scale the gradients by the non-finite norm anyway, set `errorIfNonfinite: false`",
      );
    return total;
  });
}

/** The norm of all elements of all tensors, as if they were one vector. */
export function getTotalNorm(tensors: Tensors, ...args: Call<TotalNormArguments, TotalNormOptions>): Tensor {
  const call = parse<TotalNormOptions>("get_total_norm", totalNormNames, args);
  return norm(listOf(tensors), call.normType ?? 2, call.errorIfNonfinite ?? false);
}

/** Scales the parameters' gradients in place so that `totalNorm`, which is theirs, becomes `maxNorm` at most. */
export function clipGradsWithNorm_(parameters: Tensors, maxNorm: number, totalNorm: Tensor): void {
  noGrad(() => {
    const factor = clamp(div(maxNorm, add(totalNorm, 1e-6)), { max: 1 });
    for (const grad of gradients(parameters)) grad.mul_(factor.to({ device: grad.device, dtype: grad.dtype }));
  });
}

/** Scales the parameters' gradients in place so that their total norm is at most `maxNorm`; gives what it was. */
export function clipGradNorm_(
  parameters: Tensors,
  maxNorm: number,
  ...args: Call<TotalNormArguments, TotalNormOptions>
): Tensor {
  const call = parse<TotalNormOptions>("clip_grad_norm_", totalNormNames, args);
  const list = listOf(parameters);
  const total = norm(gradients(list), call.normType ?? 2, call.errorIfNonfinite ?? false);
  clipGradsWithNorm_(list, maxNorm, total);
  return total;
}

/** Cuts each element of the parameters' gradients to [-clipValue, clipValue] in place. */
export function clipGradValue_(parameters: Tensors, clipValue: number): void {
  noGrad(() => {
    for (const grad of gradients(parameters)) grad.clamp_({ min: -clipValue, max: clipValue });
  });
}
