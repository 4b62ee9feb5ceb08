/** `torchvision.transforms.RandomApply`. */

import { callableClass } from "../../callable-class.ts";
import { float } from "../../nn/python.ts";
import { named } from "../../tensor/options.ts";
import { chance } from "./draw.ts";
import { requireProbability } from "./image-transform.ts";
import { requireSteps, written } from "./several.ts";
import { type Step, Transform } from "./transform.ts";

interface Options {
  transforms?: readonly Step[];
  p?: number;
}

class RandomApplyTransform<T> extends Transform<T, T> {
  readonly transforms: readonly Step[];
  readonly p: number;

  constructor(transforms: readonly Step[] | Options, p?: number | Options) {
    super();
    const call = named<Options>("RandomApply", { transforms, p });
    this.transforms = call.transforms ?? [];
    this.p = call.p ?? 0.5;
    requireSteps(this.transforms, "RandomApply");
    requireProbability(this.p, "RandomApply");
  }

  override forward(input: T): T {
    if (Math.fround(this.p) < chance()) return input;
    return this.transforms.reduce<unknown>((value, transform) => transform(value as never), input) as T;
  }

  override toString(): string {
    return `RandomApply(\n    p=${float(this.p)}${written(this.transforms)}\n)`;
  }
}
Object.defineProperty(RandomApplyTransform, "name", { value: "RandomApply" });

type Input<Steps extends readonly Step[]> = Steps extends readonly [(input: infer In) => unknown, ...Step[]]
  ? In
  : unknown;

interface RandomApplyClass {
  new <const Steps extends readonly Step[]>(
    transforms: Steps | Options,
    p?: number | Options,
  ): RandomApplyTransform<Input<Steps>>;
  <const Steps extends readonly Step[]>(
    transforms: Steps | Options,
    p?: number | Options,
  ): RandomApplyTransform<Input<Steps>>;
}

/** All transforms one after another with probability `p` (0.5), else none. */
export const RandomApply = callableClass(RandomApplyTransform) as RandomApplyClass;
export type RandomApply<T> = RandomApplyTransform<T>;
