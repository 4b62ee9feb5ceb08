/** `torch.utils.data.Sampler`: the order in which samples are taken. */

/** The base of samplers. A derived class gives the indices by `[Symbol.iterator]`, and their number as `length`. */
export abstract class Sampler<Index = number> implements Iterable<Index> {
  abstract [Symbol.iterator](): Iterator<Index>;
}

/** `value`, or PyTorch's error that it should be a positive integer. */
export function positive(name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value <= 0)
    throw new RangeError(`${name} should be a positive integer value, but got ${name}=${String(value)}`);
  return value;
}

/** `value`, or PyTorch's error that it should be a boolean. */
export function flag(name: string, value: unknown): boolean {
  if (typeof value !== "boolean")
    throw new TypeError(`${name} should be a boolean value, but got ${name}=${String(value)}`);
  return value;
}
