/** `torchvision.transforms.Normalize`. */

import { callableClass } from "../../callable-class.ts";
import { float } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { normalize, type PerChannel } from "./functional/normalize.ts";
import { type BatchStep, Transform } from "./transform.ts";
import { floatList } from "./written.ts";

interface Options {
  mean?: PerChannel;
  std?: PerChannel;
  inplace?: boolean;
}

function written(value: PerChannel): string {
  if (typeof value === "number") return float(value);
  return Array.isArray(value) ? floatList(value) : String(value);
}

/**
 * `(x - mean) / std`, channel by channel, of float tensors [..., C, H, W].
 *
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Normalize.html
 */
export const Normalize = callableClass(
  class Normalize extends Transform<Tensor, Tensor> {
    readonly mean: PerChannel;
    readonly std: PerChannel;
    readonly inplace: boolean;

    /** @param inplace whether the tensor that is given is changed itself; false. */
    constructor(mean: PerChannel | Options, std?: PerChannel | Options, inplace?: boolean | Options) {
      super();
      const given = named<Options>("Normalize", { mean, std, inplace });
      for (const name of ["mean", "std"] as const)
        if (given[name] === undefined)
          throw new TypeError(`Normalize() missing 1 required positional argument: '${name}'`);
      this.mean = given.mean as PerChannel;
      this.std = given.std as PerChannel;
      this.inplace = given.inplace ?? false;
    }

    override forward(tensor: Tensor): Tensor {
      return normalize(tensor, this.mean, this.std, this.inplace);
    }

    override overBatch(): BatchStep | null {
      return this.forward === Normalize.prototype.forward ? (batch) => this.forward(batch) : null;
    }

    override extraRepr(): string {
      return `mean=${written(this.mean)}, std=${written(this.std)}`;
    }
  },
);
export type Normalize = InstanceType<typeof Normalize>;
