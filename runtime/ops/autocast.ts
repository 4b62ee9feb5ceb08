/** Mixed precision: within `torch.autocast`, products are computed from bfloat16, and losses from float32. */

import { type GradMode, runIn } from "../autograd/mode.ts";
import { isCudaAvailable } from "../backend/cuda.ts";
import { bfloat16, type DType, float16, float32, float64 } from "../tensor/dtype.ts";
import { describe, named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { cast } from "./core.ts";

/** Options of {@link autocast}. */
export interface AutocastOptions {
  /** What products are computed from; bfloat16. */
  dtype?: DType | null;
  /** Whether anything is cast at all; true. */
  enabled?: boolean;
  /** Whether a parameter that is used again is cast once; true. */
  cacheEnabled?: boolean | null;
}

interface Mode {
  readonly dtype: DType;
  /** Parameters as they were cast, with the version of which they were. */
  readonly casts: Map<Tensor, { version: number; lowered: Tensor }> | null;
}

let mode: Mode | null = null;

/** Whether operators cast what they are given. */
export function isAutocastEnabled(deviceType = "cpu"): boolean {
  return deviceType === "cpu" && mode !== null;
}

/** What products are computed from within {@link autocast}. */
export function getAutocastDtype(deviceType = "cpu"): DType {
  if (deviceType !== "cpu" && deviceType !== "cuda")
    throw new Error(`getAutocastDtype(): there is no autocast for ${describe(deviceType)} '${String(deviceType)}'`);
  return deviceType === "cuda" ? float16 : (mode?.dtype ?? bfloat16);
}

function modeOf(deviceType: string, options: AutocastOptions): Mode | null {
  if (deviceType !== "cpu" && deviceType !== "cuda")
    throw new Error(`autocast(): argument 'device_type' must be "cpu" or "cuda", not ${JSON.stringify(deviceType)}`);
  if (options.enabled === false) return deviceType === "cpu" ? null : mode;
  if (deviceType === "cuda") {
    if (!isCudaAvailable()) console.warn("User provided device_type of 'cuda', but CUDA is not available. Disabling");
    return mode;
  }
  const dtype = options.dtype ?? bfloat16;
  if (dtype !== bfloat16 && dtype !== float16) {
    console.warn(
      "In CPU autocast, but the target dtype is not supported. Disabling autocast.\n" +
        "CPU Autocast only supports dtype of torch.bfloat16, torch.float16 currently.",
    );
    return null;
  }
  return { dtype, casts: options.cacheEnabled === false ? null : new Map() };
}

/**
 * Mixed precision: matrix products, convolutions and attention take float32 as bfloat16 and give it, losses take float32; within
 * `body`, whose result it gives, or to the end of the block in `using _ = torch.autocast("cpu")`. Losses are differentiated
 * outside of it.
 * @see https://docs.pytorch.org/docs/stable/amp.html#torch.autocast
 */
export function autocast(deviceType: string, options?: AutocastOptions): GradMode;
export function autocast<T>(deviceType: string, body: () => T): T;
export function autocast<T>(deviceType: string, options: AutocastOptions, body: () => T): T;
export function autocast<T>(deviceType: string, first?: AutocastOptions | (() => T), second?: () => T): GradMode | T {
  const body = typeof first === "function" ? first : second;
  const given = named<AutocastOptions>("autocast", {}, typeof first === "function" ? undefined : first, [
    "dtype",
    "enabled",
    "cacheEnabled",
  ]);
  const next = modeOf(deviceType, given);
  const before = mode;
  mode = next;
  const scope = {
    [Symbol.dispose]() {
      mode = before;
    },
  };
  return body === undefined ? scope : runIn(scope, body);
}

function lowered(tensor: Tensor, { dtype, casts }: Mode): Tensor {
  const leaf = casts !== null && tensor.isLeaf && tensor.requiresGrad;
  if (!leaf) return cast(tensor, dtype.code);
  const known = casts.get(tensor);
  if (known !== undefined && known.version === tensor._version) return known.lowered;
  const made = cast(tensor, dtype.code);
  // What was made without a graph has none to give later.
  if (made.requiresGrad) casts.set(tensor, { version: tensor._version, lowered: made });
  return made;
}

const isCast = (tensor: Tensor | null | undefined, dtype: DType): tensor is Tensor =>
  tensor instanceof Tensor && tensor.dtype.isFloatingPoint && tensor.dtype !== float64 && tensor.dtype !== dtype;

/** @internal What an operator of products is given, in the lower precision; null: it stays as it is. */
export function lower<T extends readonly (Tensor | null | undefined)[]>(...tensors: T): T | null {
  if (mode === null) return null;
  const current = mode;
  if (!tensors.some((tensor) => isCast(tensor, current.dtype))) return null;
  return tensors.map((tensor) => (isCast(tensor, current.dtype) ? lowered(tensor, current) : tensor)) as unknown as T;
}

/** @internal What a loss is given, as float32. */
export function raise(tensor: Tensor): Tensor {
  return mode !== null && isCast(tensor, float32) ? cast(tensor, float32.code) : tensor;
}
