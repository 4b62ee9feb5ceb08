/** `summary`: what torchsummary prints, of every model. */

import { Module } from "../nn/module.ts";
import { isUninitialized } from "../nn/uninitialized.ts";
import { rand } from "../ops/random.ts";
import { backendFor, type Device, deviceOf, getDefaultDevice } from "../tensor/device.ts";
import { type DType, getDefaultDtype } from "../tensor/dtype.ts";
import { getRngState, setRngState } from "../tensor/generator.ts";
import { describe, named } from "../tensor/options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { anyBatch, isPlain, sameCalls, withBatch } from "./batch.ts";
import { ModelSummary } from "./model-summary.ts";
import { type Call, record } from "./record.ts";
import { bytesOf, mapShape, shapeOf } from "./shapes.ts";

/** Sizes of one input, or of several, without the batch. */
export type InputSize = readonly number[] | readonly (readonly number[])[];

/** Parameters of {@link summary} by name. */
export interface SummaryOptions {
  /** Sizes of the input without the batch, such as [1, 28, 28]; a list of such for a model of several inputs. */
  inputSize?: InputSize;
  /** The size of the batch; -1, which stands for any. */
  batchSize?: number;
  /** Where the inputs are made; the model's device. */
  device?: Device | string;
  /** The arguments of the model's forward themselves, in the place of sizes: a tensor, or a list of whatever it takes. */
  inputData?: unknown;
  /** The dtype of each input; that of the model's weights. Integers are all 0, which an Embedding takes. */
  dtypes?: readonly DType[];
  /** 0: nothing is printed; 1. */
  verbose?: number;
}

/** BatchNorm in training mode takes no single input. */
const probe = 2;

function sizesOf(inputSize: unknown): number[][] {
  const wrong = (): never => {
    throw new TypeError(
      "summary(): argument 'inputSize' must be a list of sizes without the batch, such as [1, 28, 28], or a list of such " +
        `lists for several inputs, not ${JSON.stringify(inputSize) ?? describe(inputSize)}`,
    );
  };
  if (!Array.isArray(inputSize)) return wrong();
  const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  const isSizes = (value: unknown): value is number[] => Array.isArray(value) && value.every(isSize);
  if (inputSize.length > 0 && inputSize.every(isSizes)) return inputSize;
  return isSizes(inputSize) ? [inputSize] : wrong();
}

/** One random input for each of `sizes`, on the model's device and of its dtype. */
function makeInputs(model: Module, sizes: readonly number[][], batch: number, options: SummaryOptions): Tensor[] {
  const weights = model.parameters().filter((parameter) => !isUninitialized(parameter));
  const device = options.device ?? (weights.length > 0 ? deviceOf(weights[0].backend) : getDefaultDevice());
  const own = weights.find((parameter) => parameter.dtype.isFloatingPoint)?.dtype ?? getDefaultDtype();
  return sizes.map((size, i) => {
    const dtype = options.dtypes?.[i] ?? own;
    return rand([batch, ...size], { device }).to(dtype);
  });
}

/** The calls of a run on inputs that are made up, their sizes as they are with a batch of `batch`. */
function runMadeUp(model: Module, sizes: readonly number[][], batch: number, options: SummaryOptions): Call[] {
  const run = (count: number): Call[] => {
    const inputs = makeInputs(model, sizes, count, options);
    return record(model, inputs, inputs[0].backend);
  };
  const calls = run(probe);
  if (calls.every((call) => isPlain(call, probe))) return withBatch(calls, null, probe, batch);
  let again: Call[] | null = null;
  try {
    again = run(probe + 1);
  } catch {
    // A model that takes batches of one size alone: the first size is taken for the batch's.
  }
  return withBatch(calls, again !== null && sameCalls(calls, again) ? again : null, probe, batch);
}

/**
 * Runs the model once and prints torchsummary's table: a line for each call of a layer, with the shape of what it gave and its
 * parameters, then the totals. Takes several inputs, recurrent layers and outputs in lists and objects; parameters that layers
 * share are counted once. In a notebook the returned summary shows a tree that opens.
 *
 * The model, its modes, hooks, buffers and device, and the random state are afterwards as they were, also when it throws.
 *
 * @param model what is run, in the mode that it is in.
 * @param inputSize sizes of the input without the batch, such as [1, 28, 28]; a list of such for several inputs.
 * @param batchSize shown in the place of the batch; -1 stands for any.
 * @throws Error that names the layer that could not be run.
 */
export function summary(
  model: Module,
  inputSize?: InputSize | SummaryOptions,
  batchSize?: number | SummaryOptions,
  device?: Device | string | SummaryOptions,
  options?: SummaryOptions,
): ModelSummary {
  if (!(model instanceof Module))
    throw new TypeError(`summary(): argument 'model' must be an nn.Module, not ${describe(model)}`);
  const given = named<SummaryOptions>("summary", { inputSize, batchSize, device }, options, [
    "inputData",
    "dtypes",
    "verbose",
  ]);
  const batch = given.batchSize ?? anyBatch;
  if (!Number.isSafeInteger(batch) || (batch < 1 && batch !== anyBatch))
    throw new RangeError(`summary(): argument 'batchSize' must be a positive integer, or -1 for any, not ${batch}`);
  const state = getRngState();
  let found: ModelSummary;
  try {
    found = given.inputData === undefined ? ofSizes(model, batch, given) : ofData(model, given.inputData);
  } finally {
    setRngState(state);
  }
  if (given.verbose !== 0) console.log(found.toString());
  return found;
}

function ofSizes(model: Module, batch: number, given: SummaryOptions): ModelSummary {
  const sizes = sizesOf(given.inputSize);
  const calls = runMadeUp(model, sizes, batch, given);
  const inputs = makeInputs(model, sizes, 0, given).map(shapeOf);
  const bytes = inputs.reduce((all, input, i) => all + bytesOf(mapShape(input, () => [batch, ...sizes[i]])), 0);
  return new ModelSummary(model, calls, bytes);
}

function ofData(model: Module, data: unknown): ModelSummary {
  const inputs: readonly unknown[] = Array.isArray(data) ? data : [data];
  const backend = model.parameters()[0]?.backend ?? backendFor();
  return new ModelSummary(model, record(model, inputs, backend), bytesOf(shapeOf(inputs)));
}
