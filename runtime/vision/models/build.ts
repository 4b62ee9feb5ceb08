/** What the functions share that make models: trained weights, where they are asked for. */

import type { Module } from "../../nn/index.ts";
import { isOptions } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { trainedWeights } from "./weights.ts";

/** Options that every model function takes beside those of its class. */
export interface Pretrained {
  /**
   * Weights trained on ImageNet: "DEFAULT", or a version such as "IMAGENET1K_V1"; null: drawn anew; null. They are read
   * from PyTorch's own cache, where they are put on first use.
   */
  weights?: string | null;
}

/** Kinds of pictures that the trained weights tell apart. */
const trainedClasses = 1000;

/** A state dict. */
export type State = Readonly<Record<string, Tensor>>;

/**
 * A model by its function's name, made by `make` with the options that are left, and its trained weights where asked for.
 *
 * @param trained options that the trained weights need.
 */
export function build<Options extends object, Model extends Module>(
  name: string,
  options: (Options & Pretrained) | undefined,
  make: (options: Options) => Model,
  trained: Partial<Options> = {},
): Model {
  if (options !== undefined && !isOptions(options))
    throw new TypeError(`${name}() takes its parameters by name in one object: ${name}({ numClasses: 10 })`);
  const { weights = null, ...rest } = options ?? ({} as Options & Pretrained);
  if (weights === null) return make(rest as unknown as Options);
  const given = rest as { numClasses?: number };
  if (given.numClasses !== undefined && given.numClasses !== trainedClasses)
    throw new RangeError(
      `The parameter 'num_classes' expected value ${trainedClasses} but got ${given.numClasses} instead. ` +
        "(make the model with its weights, then give it a last layer of your own)",
    );
  const state = trainedWeights(name, weights);
  const model = make({ ...(rest as unknown as Options), ...trained });
  model.loadStateDict(state);
  return model;
}

/** The whole number next to `value` that `divisor` divides; not below it, and not more than a tenth below `value`. */
export function divisible(value: number, divisor: number): number {
  const near = Math.max(divisor, Math.floor(Math.trunc(value + divisor / 2) / divisor) * divisor);
  return near < 0.9 * value ? near + divisor : near;
}
