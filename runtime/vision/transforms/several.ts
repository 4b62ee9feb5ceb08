/** What transforms of transforms share. */

import type { ImageOrTensor } from "./functional/common.ts";
import type { ImageTransform } from "./image-transform.ts";
import type { Step, Transform } from "./transform.ts";

type First<Steps extends readonly Step[]> = Steps extends readonly [(input: infer In) => unknown, ...Step[]]
  ? In
  : unknown;

/** What becomes of an `In` in one step: transforms of pictures and tensors alike give what they take. */
type After<S extends Step, In> = S extends ImageTransform
  ? In extends ImageOrTensor
    ? In
    : ImageOrTensor
  : S extends (input: never) => infer Out
    ? Out
    : unknown;

type Through<Steps extends readonly Step[], In> = Steps extends readonly [infer S, ...infer Rest]
  ? S extends Step
    ? Rest extends readonly Step[]
      ? Through<Rest, After<S, In>>
      : unknown
    : unknown
  : In;

/** One after another: what the first takes, and what the last gives. */
export type Chain<Steps extends readonly Step[]> = number extends Steps["length"]
  ? Transform<unknown, unknown>
  : Transform<First<Steps>, Through<Steps, First<Steps>>>;

export function requireSteps(transforms: readonly Step[], name: string): void {
  if (!Array.isArray(transforms)) throw new TypeError(`${name}(): argument transforms should be a sequence`);
  const wrong = transforms.findIndex((transform) => typeof transform !== "function");
  if (wrong >= 0) throw new TypeError(`${name}(): transform ${wrong} is not callable, got ${typeof transforms[wrong]}`);
}

/** The steps below one another. */
export const written = (transforms: readonly Step[]): string =>
  transforms.map((transform) => `\n    ${String(transform)}`).join("");
