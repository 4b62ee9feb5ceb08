/** `torchvision.transforms.RandomOrder`. */

import { callableClass } from "../../callable-class.ts";
import { permutation } from "./draw.ts";
import { requireSteps, written } from "./several.ts";
import { type Step, Transform } from "./transform.ts";

/** Several transforms in random order, drawn from PyTorch's stream as torchvision.transforms.v2 draws it. */
export const RandomOrder = callableClass(
  class RandomOrder extends Transform<never, unknown> {
    readonly transforms: readonly Step[];

    constructor(transforms: readonly Step[]) {
      super();
      requireSteps(transforms, "RandomOrder");
      this.transforms = transforms;
    }

    override forward(input: never): unknown {
      const order = permutation(this.transforms.length);
      return order.reduce<unknown>((value, index) => this.transforms[index](value as never), input);
    }

    override toString(): string {
      return `RandomOrder(${written(this.transforms)}\n)`;
    }
  },
);
export type RandomOrder = InstanceType<typeof RandomOrder>;
