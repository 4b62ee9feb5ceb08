/** Scaled dot-product attention. */

import { recording, recordJoint } from "../autograd/graph.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import { bfloat16, bool, float16, float32, float64 } from "../tensor/dtype.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { type Compute, gradientsOf } from "./checkpoint.ts";
import { eq } from "./compare.ts";
import { cast, codeOf, expandTo, expectTensor, filled, whereTensor } from "./core.ts";
import { ones } from "./create.ts";
import { cat } from "./join.ts";
import { matmul } from "./matmul.ts";
import { bernoulli_ } from "./random.ts";
import { all } from "./reduce.ts";
import { tril } from "./select.ts";
import { reshape, transpose, unsqueeze } from "./shape.ts";
import { softmax } from "./softmax.ts";

/** What {@link attend} is told. */
export interface Attention {
  /** True where a key is seen, or added to the scores; broadcasts to [..., L, S]. */
  mask: Tensor | null;
  dropout: number;
  causal: boolean;
  /** null: 1 / sqrt(E). */
  scale: number | null;
  /** Whether fewer heads of keys and values serve several of queries each. */
  grouped: boolean;
}

const negativeInfinity = Number.NEGATIVE_INFINITY;

/** What is added to the scores, from a mask that is true where a key is seen. */
function additive(mask: Tensor, like: Tensor): Tensor {
  if (mask.dtype !== bool) return mask;
  const zero = wrap(like, like.kernels.full([], 0, codeOf(like)));
  return whereTensor(mask, zero, wrap(like, like.kernels.full([], negativeInfinity, codeOf(like))));
}

/** Each head of keys or values, once for every head of queries that it serves. */
function repeatHeads(input: Tensor, heads: number): Tensor {
  const own = input.shape[input.ndim - 3];
  if (own === heads) return input;
  const { shape } = input;
  const lead = shape.slice(0, -3);
  const tail = shape.slice(-2);
  const spread = expandTo(unsqueeze(input, -3), [...lead, own, heads / own, ...tail]);
  return reshape(spread, [...lead, heads, ...tail]);
}

/** `softmax(scale q kᵀ + mask) v` out of plain operators; a query that sees no key gives 0. */
function plainly(q: Tensor, k: Tensor, v: Tensor, options: Attention, scale: number): Tensor {
  const { mask, causal, dropout } = options;
  const heads = q.ndim > 2 ? q.shape[q.ndim - 3] : 1;
  const keys = options.grouped ? repeatHeads(k, heads) : k;
  const values = options.grouped ? repeatHeads(v, heads) : v;
  let scores = matmul(mul(q, scale), transpose(keys, -2, -1));
  const [rows, columns] = scores.shape.slice(-2);
  if (causal) {
    const seen = tril(ones([rows, columns], { dtype: bool, device: q.device }));
    scores = whereTensor(seen, scores, negativeInfinity);
  }
  let blind: Tensor | null = null;
  if (mask !== null) {
    scores = mask.dtype === bool ? whereTensor(mask, scores, negativeInfinity) : add(scores, mask);
    const unseen = all(eq(scores.detach(), negativeInfinity), -1, true);
    if (unseen.any().item()) {
      blind = unseen;
      scores = whereTensor(unseen, 0, scores);
    }
  }
  let weights = softmax(scores, -1);
  if (blind !== null) weights = whereTensor(blind, 0, weights);
  if (dropout > 0) weights = dropped(weights, dropout);
  return matmul(weights, values);
}

function dropped(input: Tensor, chance: number): Tensor {
  if (chance === 1) return mul(input, 0);
  const mask = bernoulli_(filled(input.detach(), 0), 1 - chance);
  return mul(input, mul(mask, 1 / (1 - chance)));
}

function check(q: Tensor, k: Tensor, v: Tensor, { mask, causal, dropout, grouped }: Attention): void {
  const name = "scaled_dot_product_attention";
  for (const [tensor, argument] of [
    [q, "query"],
    [k, "key"],
    [v, "value"],
  ] as const) {
    if (expectTensor(tensor, name, argument).ndim < 2)
      throw new Error(
        `${name}: Expected query, key, and value to all be at least 2 dimensional, but got ${argument} of shape ${formatSize(tensor.shape)}`,
      );
  }
  if (q.dtype !== k.dtype || q.dtype !== v.dtype)
    throw new Error(
      `Expected query, key, and value to have the same dtype, but got query.dtype: ${q.dtype.name} key.dtype: ${k.dtype.name} ` +
        `and value.dtype: ${v.dtype.name} instead.`,
    );
  if (!q.dtype.isFloatingPoint) throw new Error(`"${name}" not implemented for '${q.dtype.name}'`);
  if (mask !== null && causal) throw new Error(`${name}: Explicit attn_mask should not be set when is_causal=True`);
  if (mask !== null && mask.dtype !== bool && mask.dtype !== q.dtype)
    throw new Error(
      `Expected attn_mask dtype to be bool or to match query dtype, but got attn_mask.dtype: ${mask.dtype.name} and ` +
        `query.dtype: ${q.dtype.name} instead.`,
    );
  if (!(dropout >= 0 && dropout <= 1))
    throw new RangeError(`dropout probability has to be between 0 and 1, but got ${dropout}`);
  if (grouped && q.ndim > 2 && q.shape[q.ndim - 3] % k.shape[k.ndim - 3] !== 0)
    throw new Error("Number of heads in key and value must divide the number of heads in query");
}

/** Whether the kernel takes these: batches of heads of single or double precision, no dropout, no gradient of the mask. */
function fits(q: Tensor, k: Tensor, v: Tensor, { mask, dropout, grouped }: Attention): boolean {
  if (q.ndim !== 4 || k.ndim !== 4 || v.ndim !== 4 || dropout > 0) return false;
  if (q.dtype !== float32 && q.dtype !== float64) return false;
  if (mask !== null && (mask.requiresGrad || mask.ndim > 4)) return false;
  const [batch, heads] = q.shape;
  if (k.shape[0] !== batch || v.shape[0] !== batch || k.shape[1] !== v.shape[1] || k.shape[2] !== v.shape[2])
    return false;
  return k.shape[3] === q.shape[3] && (grouped || k.shape[1] === heads);
}

/** Halves are computed in single precision and rounded once, as PyTorch does. */
function widely(query: Tensor, key: Tensor, value: Tensor, options: Attention): Tensor {
  const wide = (tensor: Tensor): Tensor => cast(tensor, float32.code);
  const { mask } = options;
  const added = mask === null || mask.dtype === bool ? mask : wide(mask);
  return cast(attend(wide(query), wide(key), wide(value), { ...options, mask: added }), codeOf(query));
}

/**
 * `softmax(scale q kᵀ + mask) v`.
 * @param query [..., L, E]
 * @param key [..., S, E]
 * @param value [..., S, V]
 */
export function attend(query: Tensor, key: Tensor, value: Tensor, options: Attention): Tensor {
  check(query, key, value, options);
  if (query.dtype === float16 || query.dtype === bfloat16) return widely(query, key, value, options);
  const scale = options.scale ?? 1 / Math.sqrt(query.shape[query.ndim - 1]);
  if (!fits(query, key, value, options)) return plainly(query, key, value, options, scale);
  const { kernels } = query;
  const mask = options.mask === null ? null : additive(options.mask, query).handle;
  const settings = { scale, causal: options.causal };
  const inputs = [query, key, value];
  const [made, sums] = kernels.attention(query.handle, key.handle, value.handle, mask, settings);
  const out = wrap(query, made);
  if (!inputs.some((input) => recording(input))) return out;
  const again: Compute = ([q, k, v]) => [plainly(q as Tensor, k as Tensor, v as Tensor, options, scale)];
  recordJoint(
    [out],
    "ScaledDotProductFlashAttentionForCpuBackward0",
    inputs,
    (gradients) => {
      const [grad] = gradients;
      if (grad === null) return [];
      if (isGradEnabled()) return gradientsOf(again, inputs, gradients);
      const given = [query.handle, key.handle, value.handle, made, sums];
      return kernels.attentionBackward(grad.handle, given, mask, settings).map((handle) => wrap(grad, handle));
    },
    [query, key, value, out],
  );
  return out;
}

/** Equal parts of the last dim, whose gradients are joined in one piece. */
export function partsOfLast(input: Tensor, count: number): Tensor[] {
  const { kernels, shape } = input;
  const size = shape[shape.length - 1] / count;
  const parts = Array.from({ length: count }, (_, i) =>
    wrap(input, kernels.slice(input.handle, -1, i * size, (i + 1) * size, 1)),
  );
  if (!recording(input)) return parts;
  recordJoint(parts, "SplitBackward0", [input], (gradients) => {
    const like = gradients.find((grad) => grad !== null) as Tensor;
    return [
      cat(
        gradients.map((grad) => grad ?? filled(like.detach(), 0)),
        -1,
      ),
    ];
  });
  return parts;
}
