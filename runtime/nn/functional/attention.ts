/** Attention. */

import { add, mul } from "../../ops/arithmetic.ts";
import { attend, partsOfLast } from "../../ops/attention.ts";
import { lower } from "../../ops/autocast.ts";
import { cast, codeOf, expandTo, expectTensor, filled, whereTensor } from "../../ops/core.ts";
import { zeros } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { linear } from "../../ops/linear.ts";
import { baddbmm, bmm } from "../../ops/matmul.ts";
import { mean } from "../../ops/reduce.ts";
import { narrow, permute, reshape, squeeze, transpose, unsqueeze } from "../../ops/shape.ts";
import { softmax } from "../../ops/softmax.ts";
import { bool } from "../../tensor/dtype.ts";
import { expectOptions } from "../../tensor/options.ts";
import { formatSize } from "../../tensor/size.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { dropout } from "./dropout.ts";

/** Options of {@link scaledDotProductAttention}. */
export interface AttentionOptions {
  /** True where a key is seen, or added to the scores; broadcasts to [..., L, S]. */
  attnMask?: Tensor | null;
  /** The probability with which a weight becomes 0; 0. */
  dropoutP?: number;
  /** Whether query i sees keys 0…i alone; false. */
  isCausal?: boolean;
  /** What the scores are multiplied by; 1 / sqrt(E). */
  scale?: number | null;
  /** Whether fewer heads of keys and values serve several of queries each; false. */
  enableGqa?: boolean;
}

/**
 * `softmax(scale query keyᵀ + mask) value`, without holding all weights at once where it can be.
 * @param query [..., L, E]
 * @param key [..., S, E]
 * @param value [..., S, V]
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  ...args: Call<[attnMask?: Tensor | null, dropoutP?: number, isCausal?: boolean], AttentionOptions>
): Tensor {
  const names = ["attnMask", "dropoutP", "isCausal"];
  const call = parse<AttentionOptions>("scaled_dot_product_attention", names, args, ["scale", "enableGqa"]);
  const [q, k, v] = lower(query, key, value) ?? [query, key, value];
  return attend(q, k, v, {
    mask: call.attnMask ?? null,
    dropout: call.dropoutP ?? 0,
    causal: call.isCausal ?? false,
    scale: call.scale ?? null,
    grouped: call.enableGqa ?? false,
  });
}

/** What {@link multiHeadAttentionForward} is given beside query, key and value. */
export interface MultiHeadAttentionOptions {
  embedDimToCheck: number;
  numHeads: number;
  /** [3E, E], or null with `useSeparateProjWeight` */
  inProjWeight: Tensor | null;
  /** [3E], or null */
  inProjBias: Tensor | null;
  /** One more key and value, [1, 1, E] each, or null. */
  biasK: Tensor | null;
  biasV: Tensor | null;
  /** Whether a key and a value of zeros are added. */
  addZeroAttn: boolean;
  dropoutP: number;
  outProjWeight: Tensor;
  outProjBias: Tensor | null;
  /** Whether weights are dropped; true. */
  training?: boolean;
  /** [N, S]: true where a key is not to be seen, or added to the scores. */
  keyPaddingMask?: Tensor | null;
  /** Whether the weights are given too; true. */
  needWeights?: boolean;
  /** [L, S] or [N heads, L, S]: true where a key is not to be seen, or added to the scores. */
  attnMask?: Tensor | null;
  /** Whether query, key and value have weights of their own; false. */
  useSeparateProjWeight?: boolean;
  qProjWeight?: Tensor | null;
  kProjWeight?: Tensor | null;
  vProjWeight?: Tensor | null;
  /** Keys and values that take the place of the projected ones, [N heads, S, E / heads]. */
  staticK?: Tensor | null;
  staticV?: Tensor | null;
  /** Whether the weights given are the heads' mean; true. */
  averageAttnWeights?: boolean;
  /** Whether `attnMask` is the causal one, which need not be read then; false. */
  isCausal?: boolean;
}

/** A mask that is true where a key is not to be seen as one that is added to the scores. */
export function canonicalMask(mask: Tensor | null | undefined, name: string, like: Tensor): Tensor | null {
  if (mask == null) return null;
  if (mask.dtype !== bool) {
    if (!mask.dtype.isFloatingPoint) throw new Error(`only bool and floating types of ${name} are supported`);
    return mask.dtype === like.dtype ? mask : cast(mask, codeOf(like));
  }
  const zero = zeros([], { dtype: like.dtype, device: like.device });
  return whereTensor(mask, filled(zero, Number.NEGATIVE_INFINITY), zero);
}

function checkShapes(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  padding: Tensor | null,
  mask: Tensor | null,
  heads: number,
): boolean {
  const dims = query.ndim;
  if (dims !== 2 && dims !== 3)
    throw new Error(`query should be unbatched 2D or batched 3D tensor but received ${dims}-D query tensor`);
  const kind = dims === 3 ? "batched (3-D)" : "unbatched (2-D)";
  if (key.ndim !== dims || value.ndim !== dims)
    throw new Error(
      `For ${kind} \`query\`, expected \`key\` and \`value\` to be ${dims}-D but found ${key.ndim}-D and ${value.ndim}-D tensors respectively`,
    );
  if (padding !== null && padding.ndim !== dims - 1)
    throw new Error(
      `For ${kind} \`query\`, expected \`key_padding_mask\` to be \`None\` or ${dims - 1}-D but found ${padding.ndim}-D tensor instead`,
    );
  if (mask !== null && mask.ndim !== 2 && mask.ndim !== 3)
    throw new Error(
      `For ${kind} \`query\`, expected \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${mask.ndim}-D tensor instead`,
    );
  if (dims === 2 && mask !== null && mask.ndim === 3) {
    const wanted = [heads, query.shape[0], key.shape[0]];
    if (mask.shape.join() !== wanted.join())
      throw new Error(`Expected \`attn_mask\` shape to be ${formatSize(wanted)} but got ${formatSize(mask.shape)}`);
  }
  return dims === 3;
}

function project(query: Tensor, key: Tensor, value: Tensor, options: MultiHeadAttentionOptions): Tensor[] {
  const { inProjWeight, inProjBias } = options;
  const size = query.shape[query.ndim - 1];
  const part = (tensor: Tensor, from: number, count: number): Tensor => narrow(tensor, 0, from * size, count * size);
  const bias = (from: number, count: number): Tensor | null =>
    inProjBias === null ? null : count === 3 ? inProjBias : part(inProjBias, from, count);
  if (options.useSeparateProjWeight) {
    const weights = [options.qProjWeight, options.kProjWeight, options.vProjWeight];
    return [query, key, value].map((input, i) => {
      const weight = weights[i];
      if (weight == null)
        throw new Error("use_separate_proj_weight is True but q_proj_weight, k_proj_weight or v_proj_weight is None");
      return linear(input, weight, bias(i, 1));
    });
  }
  if (inProjWeight === null) throw new Error("use_separate_proj_weight is False but in_proj_weight is None");
  if (key === value && query === key) return partsOfLast(linear(query, inProjWeight, inProjBias), 3);
  if (key === value) {
    const q = linear(query, part(inProjWeight, 0, 1), bias(0, 1));
    return [q, ...partsOfLast(linear(key, part(inProjWeight, 1, 2), bias(1, 2)), 2)];
  }
  return [query, key, value].map((input, i) => linear(input, part(inProjWeight, i, 1), bias(i, 1)));
}

/** [L, N, E], or [N, L, E] with `batchFirst`, as [N, heads, L, E / heads]. */
function headsOf(input: Tensor, heads: number, batchFirst: boolean): Tensor {
  const [first, second, size] = input.shape;
  return permute(reshape(input, [first, second, heads, size / heads]), batchFirst ? [0, 2, 1, 3] : [1, 2, 0, 3]);
}

/** `count` columns that hide nothing, added to a mask's last dim. */
function widened(mask: Tensor | null, count: number): Tensor | null {
  if (mask === null || count === 0) return mask;
  return cat([mask, zeros([...mask.shape.slice(0, -1), count], { dtype: mask.dtype, device: mask.device })], -1);
}

/**
 * PyTorch's multi-head attention: [L, N, E] queries, [S, N, ·] keys and values, or all without N.
 * Gives the output [L, N, E], and the weights [N, L, S] (or [N, heads, L, S]), or null where they are not needed.
 */
export function multiHeadAttentionForward(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: MultiHeadAttentionOptions,
): [Tensor, Tensor | null] {
  expectOptions("multi_head_attention_forward", options ?? null);
  return multiHeadAttention(query, key, value, options, false);
}

/** @internal As {@link multiHeadAttentionForward}, of tensors whose batch may be the first dim. */
export function multiHeadAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: MultiHeadAttentionOptions,
  batchFirst: boolean,
): [Tensor, Tensor | null] {
  const name = "multi_head_attention_forward";
  expectTensor(query, name, "query");
  expectTensor(key, name, "key");
  expectTensor(value, name, "value");
  const { numHeads: heads, training = true, needWeights = true, averageAttnWeights = true } = options;
  const batched = checkShapes(query, key, value, options.keyPaddingMask ?? null, options.attnMask ?? null, heads);
  const atBatch = batchFirst ? 0 : 1;
  const atLength = 1 - atBatch;
  const lift = (tensor: Tensor): Tensor => (batched ? tensor : unsqueeze(tensor, atBatch));
  const x = lift(query);
  const y = key === query ? x : lift(key);
  const z = value === key ? y : lift(value);
  const [length, batch, size] = [x.shape[atLength], x.shape[atBatch], x.shape[2]];
  let isCausal = options.isCausal ?? false;
  let padding = canonicalMask(options.keyPaddingMask, "key_padding_mask", query);
  if (padding !== null && !batched) padding = unsqueeze(padding, 0);
  if (isCausal && options.attnMask == null) throw new Error("Need attn_mask if specifying the is_causal hint.");
  let mask: Tensor | null = null;
  if (!(isCausal && padding === null && !needWeights)) {
    mask = canonicalMask(options.attnMask, "attn_mask", query);
    isCausal = false;
  }
  if (size !== options.embedDimToCheck)
    throw new Error(`was expecting embedding dimension of ${options.embedDimToCheck}, but got ${size}`);
  if (size % heads !== 0) throw new Error(`embed_dim ${size} not divisible by num_heads ${heads}`);
  if (y.shape.slice(0, 2).join() !== z.shape.slice(0, 2).join())
    throw new Error(
      `key's sequence and batch dims ${formatSize(y.shape.slice(0, 2))} do not match value's ${formatSize(z.shape.slice(0, 2))}`,
    );
  if (!options.useSeparateProjWeight && y.shape.join() !== z.shape.join())
    throw new Error(`key shape ${y.shape} does not match value shape ${z.shape}`);
  const projected = project(x, y, z, options);
  const [q] = projected;
  let [, k, v] = projected;
  let added = 0;
  if (options.biasK !== null && options.biasV !== null) {
    const row = batchFirst ? [batch, 1, size] : [1, batch, size];
    k = cat([k, expandTo(options.biasK, row)], atLength);
    v = cat([v, expandTo(options.biasV, row)], atLength);
    added++;
  }
  const queries = headsOf(q, heads, batchFirst);
  const lifted = (given: Tensor | null | undefined, own: Tensor): Tensor => {
    if (given == null) return headsOf(own, heads, batchFirst);
    if (given.shape[0] !== batch * heads || given.shape[2] !== size / heads)
      throw new Error(
        `expecting static keys and values of [${batch * heads}, S, ${size / heads}], but got ${formatSize(given.shape)}`,
      );
    return reshape(given, [batch, heads, given.shape[1], size / heads]);
  };
  let keys = lifted(options.staticK, k);
  let values = lifted(options.staticV, v);
  if (options.addZeroAttn) {
    const none = zeros([batch, heads, 1, size / heads], { dtype: keys.dtype, device: keys.device });
    keys = cat([keys, none], 2);
    values = cat([values, none], 2);
    added++;
  }
  const source = keys.shape[2];
  const seen = merged(mask, padding, { batch, heads, length, source, added });
  const chance = training ? options.dropoutP : 0;
  const { outProjWeight, outProjBias } = options;
  const output = (heads4: Tensor): Tensor => {
    const turned = permute(heads4, batchFirst ? [0, 2, 1, 3] : [2, 0, 1, 3]);
    const made = linear(reshape(turned, [...x.shape]), outProjWeight, outProjBias);
    return batched ? made : squeeze(made, atBatch);
  };
  if (!needWeights) {
    const made = attend(queries, keys, values, {
      mask: seen,
      dropout: chance,
      causal: isCausal,
      scale: null,
      grouped: false,
    });
    return [output(made), null];
  }
  const flat = (tensor: Tensor): Tensor => reshape(tensor, [batch * heads, tensor.shape[2], tensor.shape[3]]);
  const scaled = mul(flat(queries), Math.sqrt(heads / size));
  const turned = transpose(flat(keys), 1, 2);
  const scores =
    seen === null
      ? bmm(scaled, turned)
      : baddbmm(
          reshape(expandTo(seen, [batch, heads, length, source]), [batch * heads, length, source]),
          scaled,
          turned,
        );
  const weights = softmax(scores, -1);
  const kept = chance > 0 ? dropout(weights, chance) : weights;
  const made = reshape(bmm(kept, flat(values)), [batch, heads, length, size / heads]);
  const each = reshape(weights, [batch, heads, length, source]);
  const shown = averageAttnWeights ? mean(each, 1) : each;
  return [output(made), batched ? shown : squeeze(shown, 0)];
}

/** Both masks as one that broadcasts to [N, heads, L, S], columns for what was added at the keys' end. */
function merged(
  mask: Tensor | null,
  padding: Tensor | null,
  {
    batch,
    heads,
    length,
    source,
    added,
  }: { batch: number; heads: number; length: number; source: number; added: number },
): Tensor | null {
  let whole: Tensor | null = null;
  if (mask !== null) {
    const flat = mask.ndim === 2;
    const wanted = flat ? [length, source - added] : [batch * heads, length, source - added];
    if (mask.shape.join() !== wanted.join())
      throw new Error(
        `The shape of the ${mask.ndim}D attn_mask is ${mask.shape}, but should be (${wanted.join(", ")}).`,
      );
    const wide = widened(mask, added) as Tensor;
    whole = flat ? wide : reshape(wide, [batch, heads, length, source]);
  }
  if (padding === null) return whole;
  const wide = widened(padding, added) as Tensor;
  if (wide.shape[0] !== batch || wide.shape[1] !== source)
    throw new Error(
      `expecting key_padding_mask shape of (${batch}, ${source - added}), but got ${formatSize(padding.shape)}`,
    );
  const spread = reshape(wide, [batch, 1, 1, source]);
  return whole === null ? spread : add(whole, spread);
}
