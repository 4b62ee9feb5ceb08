/** Results of several tensors, taken apart by position or by name. */

import type { Tensor } from "../tensor/tensor.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Several tensors: `const [a, b] = result`, or by their names. */
export type TensorTuple<Names extends string> = { readonly [K in Names]: Tensor } & readonly Tensor[];

/** A tuple that prints as PyTorch's `torch.return_types`; `fields` are in PyTorch's order. */
export function tensorTuple<Names extends string>(name: string, fields: Record<Names, Tensor>): TensorTuple<Names> {
  const text = (): string => {
    const lines = Object.entries(fields).map(([field, value]) => `${snake(field)}=${value}`);
    return `torch.return_types.${name}(\n${lines.join(",\n")})`;
  };
  const tuple = Object.values<Tensor>(fields);
  for (const [field, value] of Object.entries(fields))
    Object.defineProperty(tuple, field, { value, enumerable: false });
  for (const key of ["toString", inspect]) Object.defineProperty(tuple, key, { value: text });
  return tuple as readonly Tensor[] as TensorTuple<Names>;
}

/** "singularValues" as PyTorch writes it; names of one capital letter stay. */
function snake(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
