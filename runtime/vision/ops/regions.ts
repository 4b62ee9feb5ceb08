/** What the poolings of regions share. */

import { cat } from "../../ops/join.ts";
import { elementsOf } from "../../tensor/elements.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Boxes [K, 5], each behind the index of its picture, or a list of boxes [L, 4] for each picture. */
export type Regions = Tensor | readonly Tensor[];

/** Height and width of what is pooled. */
export type OutputSize = number | readonly [height: number, width: number];

/** A region: its picture, and x1, y1, x2, y2. */
export type Region = readonly [picture: number, x1: number, y1: number, x2: number, y2: number];

export function sizeOf(outputSize: OutputSize): readonly [height: number, width: number] {
  return typeof outputSize === "number" ? [outputSize, outputSize] : outputSize;
}

/** The regions of `boxes` in numbers. @throws where they are none of the `pictures`. */
export function regionsOf(name: string, input: Tensor, boxes: Regions): Region[] {
  if (input.ndim !== 4)
    throw new RangeError(`${name}(): input must be [N, C, H, W], got shape [${input.shape.join(", ")}]`);
  const wanted = Array.isArray(boxes) ? 4 : 5;
  const list: readonly Tensor[] = Array.isArray(boxes) ? boxes : [boxes as Tensor];
  for (const each of list)
    if (each.ndim !== 2 || each.shape[1] !== wanted)
      throw new RangeError(
        wanted === 4
          ? `The shape of the tensor in the boxes list is not correct as List[Tensor[L, 4]]: [${each.shape.join(", ")}]`
          : `The boxes tensor shape is not correct as Tensor[K, 5]: [${each.shape.join(", ")}]`,
      );
  if (list.length === 0) return [];
  const all = list.length === 1 ? list[0] : cat(list, 0);
  const flat = elementsOf(all.kernels, all.handle).map(Number);
  const pictures = list.flatMap((each, i) => new Array<number>(each.shape[0]).fill(i));
  return Array.from({ length: all.shape[0] }, (_, row): Region => {
    const [first, ...rest] = flat.slice(row * wanted, (row + 1) * wanted);
    const [picture, x1, y1, x2, y2] = wanted === 5 ? [Math.trunc(first), ...rest] : [pictures[row], first, ...rest];
    if (!(picture >= 0 && picture < input.shape[0]))
      throw new RangeError(`${name}(): box ${row} is of picture ${picture}, and there are ${input.shape[0]}`);
    return [picture, x1, y1, x2, y2];
  });
}
