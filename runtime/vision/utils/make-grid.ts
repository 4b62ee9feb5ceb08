/** `torchvision.utils.make_grid`. */

import { noGrad } from "../../autograd/mode.ts";
import { cat, stack } from "../../ops/join.ts";
import { describe, named } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";

/** Pictures of one size: [N, C, H, W], [C, H, W], [H, W], or a list of [C, H, W]. */
export type Pictures = Tensor | readonly Tensor[];

/** Options of {@link makeGrid}. */
export interface GridOptions {
  /** How many pictures stand in a row; 8. */
  nrow?: number;
  /** Pixels between pictures and around them; 2. */
  padding?: number;
  /** Whether values are brought to 0…1; false. */
  normalize?: boolean;
  /** What becomes 0 and 1; the least and the greatest value. */
  valueRange?: readonly [min: number, max: number] | null;
  /** Whether each picture is brought to 0…1 by itself; false. */
  scaleEach?: boolean;
  /** What stands between the pictures; 0. */
  padValue?: number;
}

/** [N, C, H, W], C at least 3. */
function batchOf(pictures: Pictures): Tensor {
  if (!(pictures instanceof Tensor)) {
    if (!Array.isArray(pictures)) throw new TypeError(`tensor or list of tensors expected, got ${describe(pictures)}`);
    const odd = pictures.find((picture) => !(picture instanceof Tensor));
    if (odd !== undefined)
      throw new TypeError(`tensor or list of tensors expected, got a list containing ${describe(odd)}`);
    if (pictures.length === 0) throw new RangeError("makeGrid(): the list of pictures is empty");
  }
  const given = pictures instanceof Tensor ? pictures : stack([...pictures], 0);
  if (given.ndim < 2 || given.ndim > 4)
    throw new RangeError(`makeGrid(): pictures of 2 to 4 dimensions are needed, got shape [${given.shape.join(", ")}]`);
  const planes = given.ndim === 2 ? given.unsqueeze(0) : given;
  const batch = planes.ndim === 3 ? planes.unsqueeze(0) : planes;
  if (batch.shape[0] === 0) throw new RangeError("makeGrid(): there is no picture in the tensor");
  return batch.shape[1] === 1 ? cat([batch, batch, batch], 1) : batch;
}

function normalized(batch: Tensor, { valueRange = null, scaleEach = false }: GridOptions): Tensor {
  if (valueRange !== null && (!Array.isArray(valueRange) || valueRange.length !== 2))
    throw new TypeError("value_range has to be a tuple (min, max) if specified. min and max are numbers");
  const copy = batch.clone();
  for (const part of scaleEach ? copy.unbind(0) : [copy]) {
    const [low, high] = valueRange ?? [Number(part.min().item()), Number(part.max().item())];
    part.clamp_({ min: low, max: high });
    part.sub_(low).div_(Math.max(high - low, 1e-5));
  }
  return copy;
}

/** Pictures side by side, as one picture [C, H, W]; grey ones become RGB. */
export function makeGrid(
  tensor: Pictures,
  nrow?: number | GridOptions,
  padding?: number | GridOptions,
  normalize?: boolean | GridOptions,
  valueRange?: GridOptions["valueRange"] | GridOptions,
  scaleEach?: boolean | GridOptions,
  padValue?: number | GridOptions,
): Tensor {
  const positional = { nrow, padding, normalize, valueRange, scaleEach, padValue };
  const call = named<GridOptions>("makeGrid", positional);
  const { nrow: most = 8, padding: gap = 2, padValue: between = 0 } = call;
  if (!Number.isInteger(most) || most < 1) throw new RangeError(`makeGrid(): 'nrow' must be at least 1, got ${most}`);
  if (!Number.isInteger(gap) || gap < 0)
    throw new RangeError(`makeGrid(): 'padding' must be a whole number, at least 0, got ${gap}`);
  return noGrad(() => {
    const given = batchOf(tensor);
    const batch = call.normalize ? normalized(given, call) : given;
    const [count, channels, height, width] = batch.shape;
    if (count === 1) return batch.squeeze(0);
    const columns = Math.min(most, count);
    const rows = Math.ceil(count / columns);
    const size = [channels, (height + gap) * rows + gap, (width + gap) * columns + gap];
    const grid = batch.newFull(size, between);
    for (let i = 0; i < count; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      const place = grid.narrow(1, row * (height + gap) + gap, height);
      place.narrow(2, column * (width + gap) + gap, width).copy_(batch.select(0, i));
    }
    return grid;
  });
}
