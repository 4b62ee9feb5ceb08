/** Averages of weights: `torch.optim.swa_utils`. */

import { noGrad } from "../autograd/mode.ts";
import { deepcopy } from "../nn/deepcopy.ts";
import { Module } from "../nn/module.ts";
import { tensor } from "../ops/create.ts";
import type { Device } from "../tensor/device.ts";
import { int64 } from "../tensor/dtype.ts";
import { isOptions } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";

export { SWALR, type SWALROptions } from "./schedulers/swa-lr.ts";

/** Gives the next average of one parameter from the last one, its value and how many were averaged. */
export type AverageFunction = (averaged: Tensor, current: Tensor, count: Tensor) => Tensor;

/** Takes the values of all parameters into their averages. */
export type MultiAverageFunction = (averaged: readonly Tensor[], current: readonly Tensor[], count: Tensor) => void;

/** Options of {@link AveragedModel}. */
export interface AveragedModelOptions {
  /** Where the averages live; the model's device when undefined. */
  device?: Device | string | null;
  avgFn?: AverageFunction | null;
  multiAvgFn?: MultiAverageFunction | null;
  /** Whether buffers are averaged as well, rather than copied; false. */
  useBuffers?: boolean;
}

function checkDecay(decay: number): void {
  if (decay < 0 || decay > 1)
    throw new RangeError(`Invalid decay value ${decay} provided. Please provide a value in [0,1] range.`);
}

/** Exponential averages: `decay` times the last average and the rest of the value. */
export function getEmaAvgFn(decay = 0.999): AverageFunction {
  checkDecay(decay);
  return (averaged, current) => averaged.mul(decay).add(current.mul(1 - decay));
}

/** As {@link getEmaAvgFn}, for all parameters at once. */
export function getEmaMultiAvgFn(decay = 0.999): MultiAverageFunction {
  checkDecay(decay);
  return (averaged, current) => {
    averaged.forEach((each, i) => {
      if (each.dtype.isFloatingPoint) each.lerp_(current[i], 1 - decay);
      else each.copy_(each.mul(decay).add(current[i].mul(1 - decay)));
    });
  };
}

/** Equal averages of all values so far. */
export function getSwaAvgFn(): AverageFunction {
  return (averaged, current, count) => averaged.add(current.sub(averaged).div(count.add(1)));
}

/** As {@link getSwaAvgFn}, for all parameters at once. */
export function getSwaMultiAvgFn(): MultiAverageFunction {
  return (averaged, current, count) => {
    const part = 1 / (Number(count.item()) + 1);
    averaged.forEach((each, i) => {
      if (each.dtype.isFloatingPoint) each.lerp_(current[i], part);
      else each.copy_(each.add(current[i].sub(each).mul(part)));
    });
  };
}

/** A copy of a model whose parameters are averages of the model's, which `updateParameters` takes in. */
export class AveragedModel<M extends Module = Module> extends Module {
  module: M;
  declare nAveraged: Tensor;
  readonly avgFn: AverageFunction | null;
  readonly multiAvgFn: MultiAverageFunction | null;
  readonly useBuffers: boolean;

  constructor(
    model: M,
    device?: Device | string | null | AveragedModelOptions,
    avgFn?: AverageFunction | null,
    multiAvgFn?: MultiAverageFunction | null,
    useBuffers?: boolean,
  ) {
    super();
    const call: AveragedModelOptions = isOptions(device)
      ? (device as AveragedModelOptions)
      : { device: device as Device | string | null | undefined, avgFn, multiAvgFn, useBuffers };
    if (call.avgFn != null && call.multiAvgFn != null)
      throw new Error("Only one of avg_fn and multi_avg_fn should be provided");
    this.module = deepcopy(model);
    if (call.device != null) this.module.to({ device: call.device });
    this.registerBuffer("n_averaged", tensor(0, { dtype: int64, device: call.device ?? undefined }));
    this.avgFn = call.avgFn ?? null;
    this.multiAvgFn = call.multiAvgFn ?? null;
    this.useBuffers = call.useBuffers ?? false;
  }

  override forward(...args: Parameters<M["forward"]>): ReturnType<M["forward"]> {
    return (this.module as Module & { forward(...args: unknown[]): unknown }).forward(...args) as ReturnType<
      M["forward"]
    >;
  }

  /** Takes the model's parameters into the averages. */
  updateParameters(model: Module): void {
    noGrad(() => {
      const listed = (from: Module): Tensor[] =>
        this.useBuffers ? [...from.parameters(), ...from.buffers()] : from.parameters();
      const averages = listed(this.module).map((each) => each.detach());
      const current = listed(model).map((each, i) => each.detach().to({ device: averages[i].device }));
      if (Number(this.nAveraged.item()) === 0) {
        averages.forEach((average, i) => {
          average.copy_(current[i]);
        });
      } else if (this.avgFn !== null) {
        averages.forEach((average, i) => {
          average.copy_((this.avgFn as AverageFunction)(average, current[i], this.nAveraged));
        });
      } else (this.multiAvgFn ?? getSwaMultiAvgFn())(averages, current, this.nAveraged);
      if (!this.useBuffers) {
        const buffers = model.buffers();
        this.module.buffers().forEach((buffer, i) => {
          buffer.detach().copy_(buffers[i].detach());
        });
      }
      this.nAveraged.add_(1);
    });
  }
}

/** A batch norm, as `updateBn` sees it. */
interface Normalizer {
  momentum: number | null;
  resetRunningStats(): void;
}

function isNormalizer(module: unknown): module is Normalizer {
  return typeof (module as Partial<Normalizer>).resetRunningStats === "function" && "momentum" in (module as object);
}

/** Computes the running statistics of a model's batch norms anew, from one pass over a loader's batches. */
export function updateBn(
  loader: Iterable<Tensor | readonly Tensor[]>,
  model: Module & ((...args: never[]) => unknown),
  device?: Device | string | null,
): void {
  const norms = model.modules().filter((module): module is Module & Normalizer => isNormalizer(module));
  if (norms.length === 0) return;
  const before = norms.map(({ momentum }) => momentum);
  const { training } = model;
  for (const norm of norms) {
    norm.resetRunningStats();
    norm.momentum = null;
  }
  model.train();
  try {
    noGrad(() => {
      for (const batch of loader) {
        const input = batch instanceof Tensor ? batch : batch[0];
        (model as unknown as (input: Tensor) => unknown)(device == null ? input : input.to({ device }));
      }
    });
  } finally {
    norms.forEach((norm, i) => {
      norm.momentum = before[i];
    });
    model.train(training);
  }
}
