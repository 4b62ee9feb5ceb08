/** `torchvision.transforms.Lambda`. */

import { callableClass } from "../../callable-class.ts";
import { describe } from "../../tensor/options.ts";
import { Transform } from "./transform.ts";

class LambdaTransform<In, Out> extends Transform<In, Out> {
  readonly lambd: (input: In) => Out;

  constructor(lambd: (input: In) => Out) {
    super();
    if (typeof lambd !== "function") throw new TypeError(`Argument lambd should be callable, got ${describe(lambd)}`);
    this.lambd = lambd;
  }

  override forward(input: In): Out {
    return this.lambd(input);
  }
}
Object.defineProperty(LambdaTransform, "name", { value: "Lambda" });

interface LambdaClass {
  new <In, Out>(lambd: (input: In) => Out): LambdaTransform<In, Out>;
  <In, Out>(lambd: (input: In) => Out): LambdaTransform<In, Out>;
}

/** A function of one's own as a transform. */
export const Lambda = callableClass(LambdaTransform) as LambdaClass;
export type Lambda<In, Out> = LambdaTransform<In, Out>;
