/** What the layers of a transformer share. */

import { full } from "../ops/create.ts";
import { triu } from "../ops/select.ts";
import type { Device } from "../tensor/device.ts";
import type { DType } from "../tensor/dtype.ts";
import { sameSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ModuleList } from "./containers/module-list.ts";
import { deepcopy } from "./deepcopy.ts";
import { gelu, relu } from "./functional/activation.ts";
import type { LayerOptions } from "./layers/linear.ts";
import type { Module } from "./module.ts";

/** An activation by name, or any function. */
export type Activation = "relu" | "gelu" | ((input: Tensor) => Tensor);

/** Parameters of the layers of a transformer by name. */
export interface TransformerLayerOptions extends LayerOptions {
  dModel: number;
  nhead: number;
  /** Features between the two linear maps; 2048. */
  dimFeedforward?: number;
  /** 0.1. */
  dropout?: number;
  /** "relu". */
  activation?: Activation;
  /** 1e-5. */
  layerNormEps?: number;
  /** Whether tensors are [batch, length, features]; false. */
  batchFirst?: boolean;
  /** Whether norms stand before attention and linear maps rather than behind them; false. */
  normFirst?: boolean;
  /** Whether linear maps and norms have biases; true. */
  bias?: boolean;
}

/** The positional parameters of the layers. */
export type TransformerLayerArguments = [
  dModel: number,
  nhead: number,
  dimFeedforward?: number,
  dropout?: number,
  activation?: Activation,
  layerNormEps?: number,
  batchFirst?: boolean,
  normFirst?: boolean,
  bias?: boolean,
  device?: LayerOptions["device"],
  dtype?: LayerOptions["dtype"],
];

export const transformerLayerNames: readonly string[] = [
  "dModel!",
  "nhead!",
  "dimFeedforward",
  "dropout",
  "activation",
  "layerNormEps",
  "batchFirst",
  "normFirst",
  "bias",
  "device",
  "dtype",
];

/** The function of an activation. */
export function activationOf(activation: Activation = "relu"): (input: Tensor) => Tensor {
  if (activation === "relu") return relu;
  if (activation === "gelu") return gelu;
  if (typeof activation === "function") return activation;
  throw new Error(`activation should be relu/gelu, not ${String(activation)}`);
}

/** `count` copies of a module. */
export function clones(module: Module, count: number): ModuleList {
  return new ModuleList(Array.from({ length: count }, () => deepcopy(module)));
}

/** [size, size]: -infinity above the diagonal, else 0. */
export function causalMask(
  size: number,
  { device, dtype }: { device?: Device | string | null; dtype?: DType | null } = {},
): Tensor {
  return triu(full([size, size], Number.NEGATIVE_INFINITY, { device, dtype }), 1);
}

/** Whether a mask is the causal one: as it is said, or, where nothing is said, as it is found. */
export function isCausalMask(mask: Tensor | null, said: boolean | null): boolean {
  if (said !== null || mask === null) return said === true;
  const size = mask.shape[mask.ndim - 1];
  if (!sameSize(mask.shape, [size, size])) return false;
  const causal = causalMask(size, { device: mask.device, dtype: mask.dtype.isFloatingPoint ? mask.dtype : null });
  return Boolean(mask.eq(causal).all().item());
}
