/** `torch.Size`: the sizes of a tensor. */

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** The size of each dimension; an array that prints as PyTorch's `torch.Size([2, 3])`. */
export class Size extends Array<number> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Number of elements of a tensor of this size. */
  numel(): number {
    let count = 1;
    for (let i = 0; i < this.length; i++) count *= this[i];
    return count;
  }

  override toString(): string {
    return `torch.Size([${this.join(", ")}])`;
  }

  [inspect](): string {
    return this.toString();
  }
}

/** Whether two shapes are equal. */
export function sameSize(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** "[2, 3]", as PyTorch's messages print a shape. */
export function formatSize(size: readonly number[]): string {
  return `[${Array.from(size).join(", ")}]`;
}
