/** Results of several tensors, taken apart by position or by name. */

import type { Tensor } from "../tensor/tensor.ts";
import { intoAll } from "./out.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Several tensors: `const [a, b] = result`, or by their names. */
export type TensorTuple<Names extends string> = { readonly [K in Names]: Tensor } & readonly Tensor[];

/** Where several results are written. */
export interface OutTupleOption {
  /** A tensor for each result, that it is written to; they take the results' shapes. */
  out?: readonly Tensor[] | null;
}

/** A tuple that prints as PyTorch's `torch.return_types`; `results` are in PyTorch's order, and written to `out` if given. */
export function tensorTuple<Names extends string>(
  name: string,
  results: Record<Names, Tensor>,
  { out }: OutTupleOption = {},
  ...inputs: readonly unknown[]
): TensorTuple<Names> {
  const names = Object.keys(results);
  const values = intoAll(out, Object.values<Tensor>(results), name, inputs);
  const fields = Object.fromEntries(names.map((field, i) => [field, values[i]]));
  const text = (): string => {
    const lines = Object.entries(fields).map(([field, value]) => `${snake(field)}=${value}`);
    return `torch.return_types.${name}(\n${lines.join(",\n")})`;
  };
  const tuple = [...values];
  for (const [field, value] of Object.entries(fields))
    Object.defineProperty(tuple, field, { value, enumerable: false });
  for (const key of ["toString", inspect]) Object.defineProperty(tuple, key, { value: text });
  return tuple as readonly Tensor[] as TensorTuple<Names>;
}

/** "singularValues" as PyTorch writes it; names of one capital letter stay. */
function snake(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
