/** `torchvision.ops.roi_pool` and `RoIPool`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { Module } from "../../nn/index.ts";
import { float, plain } from "../../nn/python.ts";
import { tensor, zeros } from "../../ops/create.ts";
import { elementsOf } from "../../tensor/elements.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type OutputSize, type Regions, regionsOf, sizeOf } from "./regions.ts";

/** Options of {@link roiPool}. */
export interface RoIPoolOptions {
  outputSize: OutputSize;
  /** What boxes are multiplied by to be in the input's pixels; 1. */
  spatialScale?: number;
}

/** Away from zero at a half, as C rounds. */
const roundAway = (value: number): number => Math.sign(value) * Math.round(Math.abs(value));

/** Where each bin begins and ends, cut to the picture. */
function bounds(start: number, end: number, bins: number, pixels: number): [from: number, to: number][] {
  const size = Math.max(end - start + 1, 1) / bins;
  const cut = (place: number): number => Math.min(Math.max(place + start, 0), pixels);
  return Array.from({ length: bins }, (_, i) => [cut(Math.floor(i * size)), cut(Math.ceil((i + 1) * size))]);
}

/** Maxima in the bins of regions: [N, C, H, W] to [K, C, height, width]; 0 where a bin is empty. */
export function roiPool(
  input: Tensor,
  boxes: Regions,
  outputSize: OutputSize | RoIPoolOptions,
  spatialScale?: number | Pick<RoIPoolOptions, "spatialScale">,
): Tensor {
  const call = named<RoIPoolOptions>("roiPool", { outputSize, spatialScale });
  const scale = call.spatialScale ?? 1;
  const [rows, columns] = sizeOf(call.outputSize);
  const regions = regionsOf("roiPool", input, boxes);
  const [, channels, height, width] = input.shape;
  const { dtype, device } = input;
  if (regions.length === 0) return zeros(0, channels, rows, columns, { dtype, device });
  const values = elementsOf(input.kernels, input.handle) as number[];
  const count = regions.length * channels * rows * columns;
  const places = new BigInt64Array(count);
  const filled = new Float64Array(count);
  let at = 0;
  for (const [picture, ...box] of regions) {
    const [x1, y1, x2, y2] = box.map((coordinate) => roundAway(coordinate * scale));
    const vertical = bounds(y1, y2, rows, height);
    const horizontal = bounds(x1, x2, columns, width);
    for (let channel = 0; channel < channels; channel++) {
      const plane = (picture * channels + channel) * height * width;
      for (const [top, bottom] of vertical)
        for (const [left, right] of horizontal) {
          let best = -1;
          for (let y = top; y < bottom; y++)
            for (let x = left; x < right; x++) {
              const place = plane + y * width + x;
              if (best < 0 || values[place] > values[best]) best = place;
            }
          if (best >= 0) [places[at], filled[at]] = [BigInt(best), 1];
          at++;
        }
    }
  }
  const shape = [regions.length, channels, rows, columns];
  const taken = input.reshape(-1).indexSelect(0, tensor(places, { device })).reshape(shape);
  return taken.mul(tensor(filled, { dtype, device }).reshape(shape));
}

/** {@link roiPool} as a layer. */
export class RoIPool extends Module {
  readonly outputSize: OutputSize;
  readonly spatialScale: number;

  constructor(...args: Call<[outputSize: OutputSize, spatialScale: number], RoIPoolOptions>) {
    super();
    const call = parse<Required<RoIPoolOptions>>("RoIPool", ["outputSize!", "spatialScale!"], args);
    this.outputSize = call.outputSize;
    this.spatialScale = call.spatialScale;
  }

  override forward(input: Tensor, rois: Regions): Tensor {
    return roiPool(input, rois, this.outputSize, this.spatialScale);
  }

  override extraRepr(): string {
    return `output_size=${plain(this.outputSize)}, spatial_scale=${float(this.spatialScale)}`;
  }
}
