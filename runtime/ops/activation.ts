/** Activations that are not plain pointwise kernels: gelu, elu, softplus and their kin. */

import { record, recording } from "../autograd/graph.ts";
import { float64 } from "../tensor/dtype.ts";
import { expectOptions, named } from "../tensor/options.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { ge, gt, le, logicalAnd, logicalOr, lt } from "./compare.ts";
import { cast, codeOf, expectTensor, filled, toOperand, whereTensor } from "./core.ts";
import { empty } from "./create.ts";
import { argmax } from "./extreme.ts";
import { cat } from "./join.ts";
import { abs, exp, expm1, log1p, neg, sigmoid, tanh } from "./pointwise.ts";
import { exponential_, uniform_ } from "./random.ts";
import { sum } from "./reduce.ts";
import { scatter } from "./scatter.ts";
import { clamp, maskedScatter } from "./select.ts";
import { reshape } from "./shape.ts";
import { softmax } from "./softmax.ts";

const { SQRT2 } = Math;
const rootTwoOverPi = Math.sqrt(2 / Math.PI);

/** `x Φ(x)`: with the error function ("none"), or by PyTorch's approximation with tanh ("tanh"). */
export function gelu(input: Tensor, options: { approximate?: "none" | "tanh" } = {}): Tensor {
  expectOptions("gelu", options);
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

/** An elementwise function with its slope, of which only the input is kept. */
function activated(node: string, input: Tensor, compute: (x: Tensor) => Tensor, slope: (x: Tensor) => Tensor): Tensor {
  const out = compute(input.detach());
  return recording(input) ? record(out, node, [input], [(grad) => mul(grad, slope(input))], [input]) : out;
}

/** A number in the dtype of `like`: between numbers alone there would be none to keep. */
function level(like: Tensor, value: number): Tensor {
  return wrap(like, like.kernels.full([], value, codeOf(like)));
}

/** `x` where it is above `threshold`, else `value`. */
export function threshold(input: Tensor, limit: number, value: number): Tensor {
  return activated(
    "ThresholdBackward0",
    expectTensor(input, "threshold"),
    (x) => whereTensor(le(x, limit), value, x),
    (x) => whereTensor(le(x, limit), 0, 1),
  );
}

/** `x` where it is positive, else `x * negativeSlope`. */
export function leakyRelu(input: Tensor, negativeSlope = 0.01): Tensor {
  return leaky("LeakyReluBackward0", expectTensor(input, "leaky_relu"), negativeSlope);
}

function leaky(node: string, input: Tensor, negativeSlope: number): Tensor {
  return activated(
    node,
    input,
    (x) => whereTensor(gt(x, 0), x, mul(x, negativeSlope)),
    (x) => whereTensor(gt(x, 0), 1, level(x, negativeSlope)),
  );
}

/** `x` where it is positive, else `alpha * (exp(x) - 1)`. */
export function elu(input: Tensor, alpha = 1): Tensor {
  return exponentialBelow("EluBackward0", expectTensor(input, "elu"), alpha, 1, 1);
}

/** `scale x` where it is positive, else `scale alpha (exp(rate x) - 1)`. */
function exponentialBelow(node: string, input: Tensor, alpha: number, scale: number, rate: number): Tensor {
  const below = (x: Tensor): Tensor => mul(clamp(x, { max: 0 }), rate);
  return activated(
    node,
    input,
    (x) => whereTensor(le(x, 0), mul(expm1(below(x)), alpha * scale), scale === 1 ? x : mul(x, scale)),
    (x) => whereTensor(le(x, 0), mul(exp(below(x)), alpha * scale * rate), scale),
  );
}

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

/** `scale * elu(x, alpha)` with the two constants of self-normalising networks (Klambauer et al., 2017). */
export function selu(input: Tensor): Tensor {
  return exponentialBelow("EluBackward0", expectTensor(input, "selu"), seluAlpha, seluScale, 1);
}

/** `max(0, x) + min(0, alpha * (exp(x / alpha) - 1))`. */
export function celu(input: Tensor, alpha = 1): Tensor {
  if (alpha === 0) throw new Error("ZeroDivisionError: alpha cannot be 0 for CELU");
  return exponentialBelow("CeluBackward0", expectTensor(input, "celu"), alpha, 1, 1 / alpha);
}

/** `x * sigmoid(x)`, also called swish. */
export function silu(input: Tensor): Tensor {
  return activated(
    "SiluBackward0",
    expectTensor(input, "silu"),
    (x) => mul(x, sigmoid(x)),
    (x) => {
      const s = sigmoid(x);
      return mul(s, add(mul(x, sub(1, s)), 1));
    },
  );
}

/** `x * tanh(softplus(x))`. */
export function mish(input: Tensor): Tensor {
  return activated(
    "MishBackward0",
    expectTensor(input, "mish"),
    (x) => mul(x, tanh(softplus(x))),
    (x) => {
      const t = tanh(softplus(x));
      return add(t, mul(mul(x, sigmoid(x)), sub(1, mul(t, t))));
    },
  );
}

/** `log(1 + exp(beta x)) / beta`; `x` itself where `beta x` is above `threshold`. */
export function softplus(input: Tensor, beta = 1, limit = 20): Tensor {
  return activated(
    "SoftplusBackward0",
    expectTensor(input, "softplus"),
    (x) => {
      const scaled = mul(x, beta);
      const bounded = clamp(scaled, { max: limit });
      const smooth = div(add(log1p(exp(neg(abs(bounded)))), clamp(bounded, { min: 0 })), beta);
      return whereTensor(gt(scaled, limit), x, smooth);
    },
    (x) => {
      const scaled = mul(x, beta);
      return whereTensor(gt(scaled, limit), 1, sigmoid(scaled));
    },
  );
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
  return activated(
    "SoftshrinkBackward0",
    expectTensor(input, "softshrink"),
    (x) => whereTensor(within(x, lambd), mul(x, 0), whereTensor(lt(x, 0), add(x, lambd), sub(x, lambd))),
    (x) => whereTensor(within(x, lambd), 0, 1),
  );
}

/** Whether elements are in [-bound, bound]. */
function within(x: Tensor, bound: number): Tensor {
  return logicalAnd(ge(x, -bound), le(x, bound));
}

/** `x`, but 0 within `lambd` of it. */
export function hardshrink(input: Tensor, lambd = 0.5): Tensor {
  return activated(
    "HardshrinkBackward0",
    expectTensor(input, "hardshrink"),
    (x) => whereTensor(within(x, lambd), 0, x),
    (x) => whereTensor(within(x, lambd), 0, 1),
  );
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
  return activated(
    "HardsigmoidBackward0",
    expectTensor(input, "hardsigmoid"),
    (x) => div(clamp(add(x, 3), { min: 0, max: 6 }), 6),
    (x) => whereTensor(logicalAnd(gt(x, -3), lt(x, 3)), level(x, 1 / 6), 0),
  );
}

/** `x * hardsigmoid(x)`. */
export function hardswish(input: Tensor): Tensor {
  return activated(
    "HardswishBackward0",
    expectTensor(input, "hardswish"),
    (x) => div(mul(x, clamp(add(x, 3), { min: 0, max: 6 })), 6),
    (x) => whereTensor(le(x, -3), 0, whereTensor(lt(x, 3), add(div(x, 3), 0.5), 1)),
  );
}

/** `log(sigmoid(x))`, without overflow. */
export function logsigmoid(input: Tensor): Tensor {
  return activated(
    "LogSigmoidBackward0",
    expectTensor(input, "logsigmoid"),
    (x) => sub(clamp(x, { max: 0 }), log1p(exp(neg(abs(x))))),
    (x) => sigmoid(neg(x)),
  );
}

/** `x` where it is positive, else `x * weight`, one weight for all or one a channel (dim 1). */
export function prelu(input: Tensor, weight: Tensor | { weight: Tensor }): Tensor {
  const call = named<{ weight: Tensor }>("prelu", { weight });
  const slopes = expectTensor(call.weight, "prelu", "weight");
  const { shape } = expectTensor(input, "prelu");
  if (slopes.ndim > 1)
    throw new Error(`prelu: Expected \`weight\` to be a scalar or 1D tensor, but got: ndim = ${slopes.ndim}`);
  const count = slopes.shape.numel();
  let each: Tensor;
  if (count === 1) each = reshape(slopes, []);
  else {
    if (shape.length === 0) throw new Error("Not allow zero-dim input tensor.");
    const channels = shape.length < 2 ? 1 : shape[1];
    if (count !== channels)
      throw new Error(
        `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${count} and channel size = ${channels}.`,
      );
    each = reshape(
      slopes,
      shape.map((_, d) => (d === 1 ? count : 1)),
    );
  }
  const out = whereTensor(gt(input.detach(), 0), input.detach(), mul(input.detach(), each.detach()));
  if (!recording(input, each)) return out;
  const back = toOperand(each);
  return record(
    out,
    "PreluKernelBackward0",
    [input, each],
    [
      (grad) => whereTensor(gt(input, 0), grad, mul(grad, each)),
      (grad) => back(whereTensor(gt(input, 0), 0, mul(grad, input))),
    ],
    [input, each],
  );
}

/** Half of the last or another dim times the sigmoid of the other half. */
export function glu(input: Tensor, dim = -1): Tensor {
  if (expectTensor(input, "glu").ndim === 0) throw new Error("glu does not support 0-dimensional tensors");
  const size = input.shape[dim < 0 ? dim + input.ndim : dim];
  if (size % 2 !== 0) throw new Error(`Halving dimension must be even, but dimension ${dim} is size ${size}`);
  const [a, b] = input.detach().chunk(2, dim);
  const out = mul(a, sigmoid(b));
  if (!recording(input)) return out;
  return record(
    out,
    "GluBackward0",
    [input],
    [
      (grad) => {
        const [x, y] = input.chunk(2, dim);
        const s = sigmoid(y);
        return cat([mul(grad, s), mul(mul(grad, x), mul(s, sub(1, s)))], dim);
      },
    ],
    [input],
  );
}

/** `x` where it is positive, else `x` times a slope: drawn of [lower, upper] in training, else the middle of it. */
export function rrelu(input: Tensor, lower = 1 / 8, upper = 1 / 3, training = false): Tensor {
  if (lower > upper)
    throw new Error(
      `Lower bound should be less than or equal to the upper bound, but got lower ${lower}, upper ${upper}`,
    );
  expectTensor(input, "rrelu");
  if (!training) return leaky("RreluWithNoiseBackward0", input, (lower + upper) / 2);
  const slopes = randomSlopes(input, lower, upper);
  const out = mul(input.detach(), slopes);
  return recording(input)
    ? record(out, "RreluWithNoiseBackward0", [input], [(grad) => mul(grad, slopes)], [slopes])
    : out;
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
