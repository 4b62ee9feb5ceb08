/** `torchvision.transforms.RandomErasing`. */

import { callableClass } from "../../callable-class.ts";
import { float, plain } from "../../nn/python.ts";
import { empty, tensor } from "../../ops/create.ts";
import { normal_ } from "../../ops/random.ts";
import { float32 } from "../../tensor/dtype.ts";
import { describe, named } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { chance, integer, logUniform, uniform } from "./draw.ts";
import { round } from "./functional/common.ts";
import { erase } from "./functional/erase.ts";
import { requireProbability } from "./image-transform.ts";
import { requireRange } from "./random-resized-crop.ts";
import { Transform } from "./transform.ts";
import { floatTuple } from "./written.ts";

/** One number, one for each channel, or "random" ones of the normal distribution. */
type Value = number | readonly number[] | "random";

interface Options {
  p?: number;
  scale?: readonly number[];
  ratio?: readonly number[];
  value?: Value;
  inplace?: boolean;
}

const tries = 10;

type Place = [i: number, j: number, h: number, w: number, v: Tensor];

/**
 * A random rectangle of a tensor erased, with probability `p`.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomErasing.html
 */
export const RandomErasing = callableClass(
  class RandomErasing extends Transform<Tensor, Tensor> {
    readonly p: number;
    readonly scale: readonly number[];
    readonly ratio: readonly number[];
    readonly value: Value;
    readonly inplace: boolean;

    /**
     * @param p the probability; 0.5.
     * @param scale the least and the most of the area; [0.02, 0.33].
     * @param ratio the least and the most of height / width; [0.3, 3.3].
     * @param value what stands there then; 0.
     * @param inplace whether the tensor that is given is changed itself; false.
     */
    constructor(
      p?: number | Options,
      scale?: readonly number[] | Options,
      ratio?: readonly number[] | Options,
      value?: Value | Options,
      inplace?: boolean | Options,
    ) {
      super();
      const call = named<Options>("RandomErasing", { p, scale, ratio, value, inplace });
      this.p = call.p ?? 0.5;
      this.scale = call.scale ?? [0.02, 0.33];
      this.ratio = call.ratio ?? [0.3, 3.3];
      this.value = call.value ?? 0;
      this.inplace = call.inplace ?? false;
      requireProbability(this.p, "RandomErasing");
      requireRange(this.scale, "Scale");
      requireRange(this.ratio, "Ratio");
      if (this.scale[0] < 0 || this.scale[1] > 1)
        throw new RangeError(`Scale should be between 0 and 1, got ${plain(this.scale)}`);
      if (typeof this.value === "string" && this.value !== "random")
        throw new RangeError(`If value is str, it should be 'random', got '${String(this.value)}'`);
      if (typeof this.value !== "number" && typeof this.value !== "string" && !Array.isArray(this.value))
        throw new TypeError("Argument value should be either a number or str or a sequence");
    }

    /** Where, how large, and what stands there then; `value` null: normal numbers. */
    static getParams(
      img: Tensor,
      scale: readonly number[],
      ratio: readonly number[],
      value: readonly number[] | null = null,
    ): Place {
      const [channels, height, width] = img.shape.slice(-3);
      for (let k = 0; k < tries; k++) {
        const area = height * width * uniform(scale[0], scale[1]);
        const aspect = logUniform(ratio[0], ratio[1]);
        const h = round(Math.sqrt(area * aspect));
        const w = round(Math.sqrt(area / aspect));
        if (!(h < height && w < width)) continue;
        const v =
          value === null
            ? normal_(empty([channels, h, w], { dtype: float32 }))
            : tensor([...value], { dtype: float32 }).view(-1, 1, 1);
        const i = integer(0, height - h + 1);
        return [i, integer(0, width - w + 1), h, w, v];
      }
      return [0, 0, height, width, img];
    }

    override forward(img: Tensor): Tensor {
      if (!(img instanceof Tensor))
        throw new TypeError(`RandomErasing(): img should be Tensor Image. Got ${describe(img)}; ToTensor() makes one`);
      if (img.ndim < 3) throw new TypeError("RandomErasing(): img should be of size (..., C, H, W)");
      if (!(chance() < Math.fround(this.p))) return img;
      const value = typeof this.value === "number" ? [this.value] : this.value === "random" ? null : this.value;
      const channels = img.size(-3);
      if (value !== null && value.length !== 1 && value.length !== channels)
        throw new RangeError(
          `If value is a sequence, it should have either a single value or ${channels} (number of input channels)`,
        );
      return erase(img, ...RandomErasing.getParams(img, this.scale, this.ratio, value), this.inplace);
    }

    override extraRepr(): string {
      return `p=${float(this.p)}, scale=${floatTuple(this.scale)}, ratio=${floatTuple(this.ratio)}, value=${plain(this.value)}, inplace=${plain(this.inplace)}`;
    }
  },
);
export type RandomErasing = InstanceType<typeof RandomErasing>;
