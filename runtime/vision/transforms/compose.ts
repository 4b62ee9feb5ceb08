/** `torchvision.transforms.Compose`. */

import { callableClass } from "../../callable-class.ts";
import { type BatchStep, overBatch, type Step, Transform } from "./transform.ts";

type First<Steps extends readonly Step[]> = Steps extends readonly [(input: infer In) => unknown, ...Step[]]
  ? In
  : unknown;
type Last<Steps extends readonly Step[]> = Steps extends readonly [...Step[], (input: never) => infer Out]
  ? Out
  : unknown;

class ComposeTransform<In, Out> extends Transform<In, Out> {
  readonly transforms: readonly Step[];

  constructor(transforms: readonly Step[]) {
    super();
    const wrong = transforms.findIndex((transform) => typeof transform !== "function");
    if (wrong >= 0)
      throw new TypeError(`Compose(): transform ${wrong} is not callable, got ${typeof transforms[wrong]}`);
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
    const lines = this.transforms.map((transform) => `\n    ${String(transform)}`);
    return `Compose(${lines.join("")}\n)`;
  }
}
Object.defineProperty(ComposeTransform, "name", { value: "Compose" });

interface ComposeClass {
  new <const Steps extends readonly Step[]>(transforms: Steps): ComposeTransform<First<Steps>, Last<Steps>>;
  <const Steps extends readonly Step[]>(transforms: Steps): ComposeTransform<First<Steps>, Last<Steps>>;
}

/** Transforms one after another. */
export const Compose = callableClass(ComposeTransform) as ComposeClass;
export type Compose<In, Out> = ComposeTransform<In, Out>;
