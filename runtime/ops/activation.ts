/** Activations that are not plain pointwise kernels: gelu, elu, softplus and their kin. */

import { record, recording } from "../autograd/graph.ts";
import { float64 } from "../tensor/dtype.ts";
import { named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { ge, gt, le, logicalAnd, logicalOr, lt } from "./compare.ts";
import { cast, codeOf, expectTensor, filled, type Scalar, whereTensor } from "./core.ts";
import { empty } from "./create.ts";
import { abs, exp, expm1, log1p, neg, sigmoid, tanh } from "./pointwise.ts";
import { exponential_, uniform_ } from "./random.ts";
import { argmax, sum } from "./reduce.ts";
import { scatter } from "./scatter.ts";
import { clamp, maskedScatter } from "./select.ts";
import { softmax } from "./softmax.ts";

const { SQRT2 } = Math;
const rootTwoOverPi = Math.sqrt(2 / Math.PI);

/** `x Φ(x)`: with the error function ("none"), or by PyTorch's approximation with tanh ("tanh"). */
export function gelu(input: Tensor, options: { approximate?: "none" | "tanh" } = {}): Tensor {
  const { approximate = "none" } = options;
  if (approximate !== "none" && approximate !== "tanh")
    throw new Error(`approximate argument must be either none or tanh, got ${String(approximate)}`);
  const byTanh = approximate === "tanh";
  const out = wrap(expectTensor(input, "gelu"), input.kernels.gelu(input.handle, byTanh));
  if (!recording(input)) return out;
  return record(out, "GeluBackward0", [input], [(grad) => geluBackward(grad, input, byTanh)], [input]);
}

function geluBackward(grad: Tensor, input: Tensor, byTanh: boolean): Tensor {
  if (!recording(grad, input)) return wrap(grad, grad.kernels.geluBackward(grad.handle, input.handle, byTanh));
  if (byTanh) {
    const inner = mul(add(input, mul(input.pow(3), 0.044715)), rootTwoOverPi);
    const t = tanh(inner);
    const slope = mul(add(mul(mul(input, input), 3 * 0.044715), 1), rootTwoOverPi);
    return mul(grad, add(mul(add(t, 1), 0.5), mul(mul(mul(input, 0.5), sub(1, mul(t, t))), slope)));
  }
  const cdf = mul(add(div(input, SQRT2).erf(), 1), 0.5);
  const pdf = mul(exp(mul(mul(input, input), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return mul(grad, add(cdf, mul(input, pdf)));
}

/** `x` where it is above `threshold`, else `value`. */
export function threshold(input: Tensor, limit: number, value: number): Tensor {
  return whereTensor(gt(expectTensor(input, "threshold"), limit), input, value);
}

/** `x` where it is positive, else `x * negativeSlope`. */
export function leakyRelu(input: Tensor, negativeSlope = 0.01): Tensor {
  return whereTensor(gt(expectTensor(input, "leaky_relu"), 0), input, mul(input, negativeSlope));
}

/** `x` where it is positive, else `alpha * (exp(x) - 1)`. */
export function elu(input: Tensor, alpha = 1): Tensor {
  return whereTensor(gt(expectTensor(input, "elu"), 0), input, mul(expm1(clamp(input, { max: 0 })), alpha));
}

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

/** `scale * elu(x, alpha)` with the two constants of self-normalising networks (Klambauer et al., 2017). */
export function selu(input: Tensor): Tensor {
  return mul(elu(input, seluAlpha), seluScale);
}

/** `max(0, x) + min(0, alpha * (exp(x / alpha) - 1))`. */
export function celu(input: Tensor, alpha = 1): Tensor {
  if (alpha === 0) throw new Error("ZeroDivisionError: alpha cannot be 0 for CELU");
  return whereTensor(
    gt(expectTensor(input, "celu"), 0),
    input,
    mul(expm1(div(clamp(input, { max: 0 }), alpha)), alpha),
  );
}

/** `x * sigmoid(x)`, also called swish. */
export function silu(input: Tensor): Tensor {
  return mul(expectTensor(input, "silu"), sigmoid(input));
}

/** `x * tanh(softplus(x))`. */
export function mish(input: Tensor): Tensor {
  return mul(expectTensor(input, "mish"), tanh(softplus(input)));
}

/** `log(1 + exp(beta x)) / beta`; `x` itself where `beta x` is above `threshold`. */
export function softplus(input: Tensor, beta = 1, limit = 20): Tensor {
  const scaled = mul(expectTensor(input, "softplus"), beta);
  const bounded = clamp(scaled, { max: limit });
  const smooth = div(add(log1p(exp(neg(abs(bounded)))), clamp(bounded, { min: 0 })), beta);
  return whereTensor(gt(scaled, limit), input, smooth);
}

/** `x / (1 + |x|)`. */
export function softsign(input: Tensor): Tensor {
  return div(input, add(abs(expectTensor(input, "softsign")), 1));
}

/** `x - tanh(x)`. */
export function tanhshrink(input: Tensor): Tensor {
  return sub(input, tanh(expectTensor(input, "tanhshrink")));
}

/** `x` moved towards 0 by `lambd`, 0 nearer to it than that. */
export function softshrink(input: Tensor, lambd = 0.5): Tensor {
  if (lambd < 0) throw new RangeError(`lambda must be greater or equal to 0, but found to be ${lambd}.`);
  expectTensor(input, "softshrink");
  return whereTensor(
    gt(input, lambd),
    sub(input, lambd),
    whereTensor(lt(input, -lambd), add(input, lambd), mul(input, 0)),
  );
}

/** `x`, but 0 within `lambd` of it. */
export function hardshrink(input: Tensor, lambd = 0.5): Tensor {
  expectTensor(input, "hardshrink");
  return whereTensor(logicalAnd(ge(input, -lambd), le(input, lambd)), 0, input);
}

/** `x` cut to [minVal, maxVal]. */
export function hardtanh(input: Tensor, minVal = -1, maxVal = 1): Tensor {
  if (minVal > maxVal) throw new Error("max_val must be larger than min_val");
  const inside = whereTensor(logicalOr(le(expectTensor(input, "hardtanh"), minVal), ge(input, maxVal)), 0, 1);
  return sloped(clamp(input.detach(), minVal, maxVal), input, inside);
}

/** The result with the derivative `slope`, which takes the bounds themselves as outside. */
function sloped(out: Tensor, input: Tensor, slope: Tensor): Tensor {
  return recording(input) ? record(out, "HardtanhBackward0", [input], [(grad) => mul(grad, slope)]) : out;
}

/** `x` cut to [0, 6]. */
export function relu6(input: Tensor): Tensor {
  return hardtanh(input, 0, 6);
}

/** `relu6(x + 3) / 6`. */
export function hardsigmoid(input: Tensor): Tensor {
  return div(relu6(add(expectTensor(input, "hardsigmoid"), 3)), 6);
}

/** `x * hardsigmoid(x)`. */
export function hardswish(input: Tensor): Tensor {
  return mul(input, hardsigmoid(input));
}

/** `log(sigmoid(x))`, without overflow. */
export function logsigmoid(input: Tensor): Tensor {
  return neg(softplus(neg(expectTensor(input, "logsigmoid"))));
}

/** `x` where it is positive, else `x * weight`, one weight for all or one a channel (dim 1). */
export function prelu(input: Tensor, weight: Tensor | { weight: Tensor }): Tensor {
  const call = named<{ weight: Tensor }>("prelu", { weight });
  const slopes = expectTensor(call.weight, "prelu", "weight");
  const { shape } = expectTensor(input, "prelu");
  if (slopes.ndim > 1)
    throw new Error(`prelu: Expected \`weight\` to be a scalar or 1D tensor, but got: ndim = ${slopes.ndim}`);
  const count = slopes.shape.numel();
  if (count === 1) return whereTensor(gt(input, 0), input, mul(input, slopes.reshape([])));
  if (shape.length === 0) throw new Error("Not allow zero-dim input tensor.");
  const channels = shape.length < 2 ? 1 : shape[1];
  if (count !== channels)
    throw new Error(
      `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${count} and channel size = ${channels}.`,
    );
  const each = slopes.reshape(shape.map((_, d) => (d === 1 ? count : 1)));
  return whereTensor(gt(input, 0), input, mul(input, each));
}

/** Half of the last or another dim times the sigmoid of the other half. */
export function glu(input: Tensor, dim = -1): Tensor {
  if (expectTensor(input, "glu").ndim === 0) throw new Error("glu does not support 0-dimensional tensors");
  const size = input.shape[dim < 0 ? dim + input.ndim : dim];
  if (size % 2 !== 0) throw new Error(`Halving dimension must be even, but dimension ${dim} is size ${size}`);
  const [a, b] = input.chunk(2, dim);
  return mul(a, sigmoid(b));
}

/** `log(x / (1 - x))`; `x` is first cut to [eps, 1 - eps] where `eps` is given. */
export function logit(input: Tensor, eps?: Scalar | null): Tensor {
  const x = eps == null ? expectTensor(input, "logit") : clamp(input, Number(eps), 1 - Number(eps));
  return div(x, sub(1, x)).log();
}

/** `x` where it is positive, else `x` times a slope: drawn of [lower, upper] in training, else the middle of it. */
export function rrelu(input: Tensor, lower = 1 / 8, upper = 1 / 3, training = false): Tensor {
  if (lower > upper)
    throw new Error(
      `Lower bound should be less than or equal to the upper bound, but got lower ${lower}, upper ${upper}`,
    );
  expectTensor(input, "rrelu");
  if (!training) return leakyRelu(input, (lower + upper) / 2);
  return mul(input, randomSlopes(input, lower, upper));
}

/** 1 where `input` is positive, else a slope; as PyTorch does, doubles are drawn, and for those elements alone. */
function randomSlopes(input: Tensor, lower: number, upper: number): Tensor {
  const slopes = filled(input.detach(), 1);
  const places = le(input.detach(), 0);
  const count = Number(sum(places).item());
  if (count === 0) return slopes;
  const drawn = uniform_(empty([count], { dtype: float64, device: input.device }), lower, upper);
  return maskedScatter(slopes, places, cast(drawn, codeOf(slopes)));
}

/**
 * Samples of the Gumbel-softmax distribution; with `hard` one-hot, their gradient that of the soft ones.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gumbel_softmax.html
 */
export function gumbelSoftmax(logits: Tensor, tau = 1, hard = false, dim = -1): Tensor {
  const gumbels = neg(exponential_(filled(expectTensor(logits, "gumbel_softmax").detach(), 0)).log());
  const soft = softmax(div(add(logits, gumbels), tau), dim);
  if (!hard) return soft;
  const index = argmax(soft.detach(), dim, true);
  const one = scatter(filled(soft.detach(), 0), dim, index, 1);
  return add(sub(one, soft.detach()), soft);
}
