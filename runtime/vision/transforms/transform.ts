/** What transforms share: they are called as functions, and some can be applied to a whole batch at once. */

import { answerCalls, Callable } from "../../nn/callable.ts";
import type { Tensor } from "../../tensor/tensor.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Any function of one sample is a transform. */
export type Step<In = never, Out = unknown> = (input: In) => Out;

/** A transform of a whole batch: of uint8 [N, H, W, C] pictures, or of [N, …] tensors that an earlier one made. */
export type BatchStep = (batch: Tensor) => Tensor;

/** A call runs `forward`. */
export interface Transform<In, Out> {
  // biome-ignore lint/style/useShorthandFunctionType: it merges with the class
  (input: In): Out;
}

/** The base of transforms. A derived class gives `forward`, and prints as "Name(extraRepr)". */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: what makes it callable is its base
export abstract class Transform<In, Out> extends Callable {
  abstract forward(input: In): Out;

  /** @internal The same over a batch, with the same numbers; null where it works on single samples only. */
  overBatch(): BatchStep | null {
    return null;
  }

  /** What stands between the parentheses of the printed form. */
  extraRepr(): string {
    return "";
  }

  override toString(): string {
    return `${this.constructor.name}(${this.extraRepr()})`;
  }
}

answerCalls(Transform, (self: Transform<never, unknown>, [input]) => self.forward(input));

// Not in the class: declarations of the transforms, which are constants, could not name the symbol.
Object.defineProperty(Transform.prototype, inspect, {
  value(this: Transform<unknown, unknown>): string {
    return this.toString();
  },
  configurable: true,
  writable: true,
});

/** The batch form of any transform; null where it has none. */
export function overBatch(transform: Step): BatchStep | null {
  return transform instanceof Transform ? transform.overBatch() : null;
}
