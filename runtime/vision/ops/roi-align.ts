/** `torchvision.ops.roi_align` and `RoIAlign`. */

import { type Call, parse } from "../../nn/arguments.ts";
import { Module } from "../../nn/index.ts";
import { float, plain } from "../../nn/python.ts";
import { tensor, zeros } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { matmul } from "../../ops/matmul.ts";
import { named } from "../../tensor/options.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type OutputSize, type Region, type Regions, regionsOf, sizeOf } from "./regions.ts";

/** Options of {@link roiAlign}. */
export interface RoIAlignOptions {
  outputSize: OutputSize;
  /** What boxes are multiplied by to be in the input's pixels; 1. */
  spatialScale?: number;
  /** Points of each bin along a side; 0 or less: as many as it has pixels; -1. */
  samplingRatio?: number;
  /** Whether boxes are moved by half a pixel, so that they are exact; false. */
  aligned?: boolean;
}

/** As many numbers may be between the two steps of regions that are pooled at once. */
const mostNumbers = 2 ** 24;

/**
 * Along one side, what share each pixel has in each bin: bins × pixels. A point lies between two pixels; beyond one pixel
 * outside there is nothing.
 */
function shares(
  start: number,
  end: number,
  bins: number,
  pixels: number,
  ratio: number,
  aligned: boolean,
): Float64Array {
  const length = aligned ? end - start : Math.max(end - start, 1);
  const bin = length / bins;
  const points = ratio > 0 ? ratio : Math.ceil(bin);
  const found = new Float64Array(bins * pixels);
  for (let i = 0; i < bins; i++)
    for (let k = 0; k < points; k++) {
      const at = start + i * bin + ((k + 0.5) * bin) / points;
      if (at < -1 || at > pixels) continue;
      const inside = Math.max(at, 0);
      const low = Math.min(Math.trunc(inside), pixels - 1);
      const high = Math.min(low + 1, pixels - 1);
      const part = low === pixels - 1 ? 0 : inside - low;
      found[i * pixels + low] += (1 - part) / points;
      found[i * pixels + high] += part / points;
    }
  return found;
}

/**
 * Averages of points in the bins of regions: [N, C, H, W] to [K, C, height, width].
 * @see https://arxiv.org/abs/1703.06870
 */
export function roiAlign(
  input: Tensor,
  boxes: Regions,
  outputSize: OutputSize | RoIAlignOptions,
  spatialScale?: number | Omit<RoIAlignOptions, "outputSize">,
  samplingRatio?: number | Pick<RoIAlignOptions, "samplingRatio" | "aligned">,
  aligned?: boolean | Pick<RoIAlignOptions, "aligned">,
): Tensor {
  const call = named<RoIAlignOptions>("roiAlign", { outputSize, spatialScale, samplingRatio, aligned });
  const { spatialScale: scale = 1, samplingRatio: ratio = -1, aligned: exact = false } = call;
  const [rows, columns] = sizeOf(call.outputSize);
  const regions = regionsOf("roiAlign", input, boxes);
  const [, channels, height, width] = input.shape;
  const { dtype, device } = input;
  if (regions.length === 0) return zeros(0, channels, rows, columns, { dtype, device });
  const offset = exact ? 0.5 : 0;
  const matrix = (of: readonly Region[], least: 1 | 2, bins: number, pixels: number): Tensor => {
    const data = new Float64Array(of.length * bins * pixels);
    of.forEach((region, i) => {
      const [start, end] = [region[least] * scale - offset, region[least + 2] * scale - offset];
      data.set(shares(start, end, bins, pixels, ratio, exact), i * bins * pixels);
    });
    return tensor(data, { dtype, device }).reshape(of.length, 1, bins, pixels);
  };
  // Each region is (bins × H) · (H × W) · (W × bins), for all channels at once: weights along the sides are independent.
  const group = Math.max(1, Math.floor(mostNumbers / (channels * rows * width)));
  const parts: Tensor[] = [];
  const order: number[] = [];
  for (let picture = 0; picture < input.shape[0]; picture++) {
    const own = regions.flatMap((region, i) => (region[0] === picture ? [i] : []));
    for (let from = 0; from < own.length; from += group) {
      const taken = own.slice(from, from + group).map((i) => regions[i]);
      const vertical = matrix(taken, 2, rows, height);
      const horizontal = matrix(taken, 1, columns, width);
      parts.push(matmul(matmul(vertical, input.select(0, picture)), horizontal.transpose(-1, -2)));
    }
    order.push(...own);
  }
  const pooled = parts.length === 1 ? parts[0] : cat(parts, 0);
  if (order.every((row, i) => row === i)) return pooled;
  const places = new BigInt64Array(order.length);
  order.forEach((row, i) => {
    places[row] = BigInt(i);
  });
  return pooled.indexSelect(0, tensor(places, { device }));
}

/** {@link roiAlign} as a layer. */
export class RoIAlign extends Module {
  readonly outputSize: OutputSize;
  readonly spatialScale: number;
  readonly samplingRatio: number;
  readonly aligned: boolean;

  constructor(
    ...args: Call<
      [outputSize: OutputSize, spatialScale: number, samplingRatio: number, aligned?: boolean],
      RoIAlignOptions
    >
  ) {
    super();
    const names = ["outputSize!", "spatialScale!", "samplingRatio!", "aligned"];
    const call = parse<Required<RoIAlignOptions>>("RoIAlign", names, args);
    this.outputSize = call.outputSize;
    this.spatialScale = call.spatialScale;
    this.samplingRatio = call.samplingRatio;
    this.aligned = call.aligned ?? false;
  }

  override forward(input: Tensor, rois: Regions): Tensor {
    return roiAlign(input, rois, this.outputSize, this.spatialScale, this.samplingRatio, this.aligned);
  }

  override extraRepr(): string {
    return (
      `output_size=${plain(this.outputSize)}, spatial_scale=${float(this.spatialScale)}, ` +
      `sampling_ratio=${this.samplingRatio}, aligned=${plain(this.aligned)}`
    );
  }
}
