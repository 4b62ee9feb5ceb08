/** `torchvision.transforms.RandomChoice`. */

import { callableClass } from "../../callable-class.ts";
import { plain } from "../../nn/python.ts";
import { ones, tensor } from "../../ops/create.ts";
import { multinomial } from "../../ops/random.ts";
import { float32 } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import { requireSteps, written } from "./several.ts";
import { type Step, Transform } from "./transform.ts";
import { floatList } from "./written.ts";

interface Options {
  transforms?: readonly Step[];
  p?: readonly number[] | null;
}

/** One of several transforms, drawn from PyTorch's stream as torchvision.transforms.v2 draws it. */
export const RandomChoice = callableClass(
  class RandomChoice extends Transform<never, unknown> {
    readonly transforms: readonly Step[];
    readonly p: readonly number[] | null;

    /** @param p how likely each is, in proportion to the others; null: all the same. */
    constructor(transforms: readonly Step[] | Options, p?: readonly number[] | null | Options) {
      super();
      const call = named<Options>("RandomChoice", { transforms, p });
      this.transforms = call.transforms ?? [];
      this.p = call.p ?? null;
      requireSteps(this.transforms, "RandomChoice");
      if (this.transforms.length === 0) throw new RangeError("RandomChoice() takes at least one transform");
      if (this.p !== null && this.p.length !== this.transforms.length)
        throw new RangeError(
          `Length of p doesn't match the number of transforms: ${this.p.length} != ${this.transforms.length}`,
        );
    }

    override forward(input: never): unknown {
      const { p, transforms } = this;
      const weights = p === null ? ones(transforms.length, { dtype: float32 }) : tensor([...p], { dtype: float32 });
      return transforms[Number(multinomial(weights, 1).item())](input);
    }

    override toString(): string {
      return `RandomChoice(${written(this.transforms)}\n)(p=${this.p === null ? plain(null) : floatList(this.p)})`;
    }
  },
);
export type RandomChoice = InstanceType<typeof RandomChoice>;
