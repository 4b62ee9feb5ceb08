/** `torchvision.transforms.Compose`. */

import { callableClass } from "../../callable-class.ts";
import { type Chain, requireSteps, written } from "./several.ts";
import { type BatchStep, overBatch, type Step, Transform } from "./transform.ts";

class ComposeTransform<In, Out> extends Transform<In, Out> {
  readonly transforms: readonly Step[];

  constructor(transforms: readonly Step[]) {
    super();
    requireSteps(transforms, "Compose");
    this.transforms = transforms;
  }

  override forward(input: In): Out {
    return this.transforms.reduce<unknown>((value, transform) => transform(value as never), input) as Out;
  }

  override overBatch(): BatchStep | null {
    if (this.forward !== ComposeTransform.prototype.forward) return null;
    const steps = this.transforms.map(overBatch);
    if (steps.length === 0 || steps.some((step) => step === null)) return null;
    return (batch) => steps.reduce((value, step) => (step as BatchStep)(value), batch);
  }

  override toString(): string {
    return `Compose(${written(this.transforms)}\n)`;
  }
}
Object.defineProperty(ComposeTransform, "name", { value: "Compose" });

interface ComposeClass {
  new <const Steps extends readonly Step[]>(transforms: Steps): Chain<Steps>;
  <const Steps extends readonly Step[]>(transforms: Steps): Chain<Steps>;
}

/** Transforms one after another. */
export const Compose = callableClass(ComposeTransform) as ComposeClass;
export type Compose<In, Out> = ComposeTransform<In, Out>;
