/** Images: resampled, sampled at the places of a grid, taken apart into patches. */

import { expectInts, expectTensor } from "../../ops/core.ts";
import { affineGridGenerator, type GridMode, type GridPadding, sampleGrid } from "../../ops/grid-sample.ts";
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from "../../ops/pooling.ts";
import { type InterpolationMode, resample } from "../../ops/resample.ts";
import { type BlockOptions, foldBlocks, unfoldBlocks } from "../../ops/sliding-blocks.ts";
import type { Each } from "../../ops/tuples.ts";
import { named } from "../../tensor/options.ts";
import { formatSize } from "../../tensor/size.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export type { GridMode, GridPadding } from "../../ops/grid-sample.ts";
export type { InterpolationMode } from "../../ops/resample.ts";

/** Parameters of {@link interpolate} after the input. */
export interface InterpolateOptions {
  /** The size of the result, for all dims or one by one. */
  size?: Each | null;
  /** What the size is multiplied by. */
  scaleFactor?: Each | null;
  /** "nearest". */
  mode?: InterpolationMode | "area";
  /** Whether the middles of the corner pixels stay where they are, rather than the corners; false. */
  alignCorners?: boolean | null;
  /** Whether places follow the sizes, rather than the factor that was given. */
  recomputeScaleFactor?: boolean | null;
  /** Whether the filter widens where an image becomes smaller; false. */
  antialias?: boolean;
}

const dimsOfMode: Readonly<Record<string, number>> = { linear: 1, bilinear: 2, bicubic: 2, trilinear: 3, lanczos: 2 };
const averages = [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d] as const;

function each(
  spatial: readonly number[],
  value: Each | null | undefined,
  complain: (given: string) => string,
): readonly number[] | null {
  if (value == null) return null;
  if (typeof value === "number") return spatial.map(() => value);
  if (value.length !== spatial.length) throw new Error(complain(formatSize(value)));
  return value;
}

function requireMode(input: Tensor, call: InterpolateOptions, mode: string): void {
  const dims = input.ndim - 2;
  if (dims < 1 || dims > 3)
    throw new Error(
      `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${input.ndim}D) for the modes: nearest | linear | bilinear | ` +
        `bicubic | trilinear | area | nearest-exact | lanczos (got ${mode})`,
    );
  const between = dimsOfMode[mode];
  if (between === undefined) {
    if (!["nearest", "nearest-exact", "area"].includes(mode))
      throw new Error(
        "Input Error: Only 3D, 4D and 5D input Tensors supported for the modes: nearest | linear | bilinear | bicubic | " +
          `trilinear | area | nearest-exact | lanczos (got ${mode})`,
      );
    if (call.alignCorners != null)
      throw new Error(
        "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear | lanczos",
      );
  } else if (between !== dims)
    throw new Error(`Got ${input.ndim}D input, but ${mode} mode needs ${between + 2}D input`);
  const smooth = mode === "bilinear" || mode === "bicubic" || mode === "lanczos";
  if (call.antialias && !(smooth && input.ndim === 4))
    throw new Error(
      "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input",
    );
  if (mode === "lanczos" && call.alignCorners) throw new Error("Lanczos mode does not support align_corners=True");
  if (mode === "lanczos" && !call.antialias) throw new Error("lanczos mode requires antialias=True");
}

/**
 * The input [N, C, …] with its one, two or three spatial dims made larger or smaller.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
 */
export function interpolate(
  input: Tensor,
  size?: Each | null | InterpolateOptions,
  scaleFactor?: Each | null | InterpolateOptions,
  mode?: InterpolateOptions["mode"] | InterpolateOptions,
  alignCorners?: boolean | null | InterpolateOptions,
  recomputeScaleFactor?: boolean | null | InterpolateOptions,
  antialias?: boolean | InterpolateOptions,
): Tensor {
  expectTensor(input, "interpolate");
  const positional = { size, scaleFactor, mode, alignCorners, recomputeScaleFactor, antialias };
  const call = named<InterpolateOptions>("interpolate", positional);
  const way = call.mode ?? "nearest";
  requireMode(input, call, way);
  const spatial = input.shape.slice(2);
  if (call.size != null && call.scaleFactor != null)
    throw new Error("only one of size or scale_factor should be defined");
  const sizes = each(
    spatial,
    call.size,
    (given) =>
      `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ${formatSize(spatial)} ` +
      `and output size of ${given}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.`,
  );
  const factors = each(
    spatial,
    call.scaleFactor,
    (given) =>
      `Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of ${formatSize(spatial)} ` +
      `and scale_factor of shape ${given}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.`,
  );
  if (sizes !== null && call.recomputeScaleFactor)
    throw new Error("recompute_scale_factor is not meaningful with an explicit size.");
  if (sizes === null && factors === null) throw new Error("either size or scale_factor should be defined");
  const outputSize = sizes ?? spatial.map((length, i) => Math.floor(length * (factors as readonly number[])[i]));
  if (way === "area") return averages[spatial.length - 1](input, outputSize);
  if (outputSize.some((length) => !Number.isInteger(length) || length <= 0) || spatial.includes(0))
    throw new Error(
      `Input and output sizes should be greater than 0, but got input (${spatial.join(", ")}) output (${outputSize.join(", ")})`,
    );
  const keepsFactor = factors !== null && !call.recomputeScaleFactor;
  const ways = spatial.map((length, i) => ({
    size: length,
    outputSize: outputSize[i],
    scale: keepsFactor ? factors[i] : undefined,
  }));
  return resample(input, ways, way, call.alignCorners ?? false, call.antialias ?? false);
}

/** The same as {@link interpolate}. */
export function upsample(
  input: Tensor,
  size?: Each | null | InterpolateOptions,
  scaleFactor?: Each | null | InterpolateOptions,
  mode?: InterpolateOptions["mode"] | InterpolateOptions,
  alignCorners?: boolean | null | InterpolateOptions,
): Tensor {
  const call = named<InterpolateOptions>("upsample", { size, scaleFactor, mode, alignCorners });
  return interpolate(input, call);
}

type SizeOptions = Pick<InterpolateOptions, "size" | "scaleFactor">;

/** {@link interpolate} with the nearest pixels. */
export function upsampleNearest(
  input: Tensor,
  size?: Each | null | SizeOptions,
  scaleFactor?: Each | null | SizeOptions,
): Tensor {
  return interpolate(input, named<SizeOptions>("upsample_nearest", { size, scaleFactor }));
}

/** {@link interpolate} between four pixels, with aligned corners. */
export function upsampleBilinear(
  input: Tensor,
  size?: Each | null | SizeOptions,
  scaleFactor?: Each | null | SizeOptions,
): Tensor {
  const call = named<SizeOptions>("upsample_bilinear", { size, scaleFactor });
  return interpolate(input, { ...call, mode: "bilinear", alignCorners: true });
}

/** Parameters of {@link gridSample} after the grid. */
export interface GridSampleOptions {
  /** "bilinear". */
  mode?: GridMode;
  /** "zeros". */
  paddingMode?: GridPadding;
  /** Whether -1 and 1 are the middles of the corner pixels, rather than their edges; false. */
  alignCorners?: boolean | null;
}

/**
 * The input [N, C, …] at the places of `grid` [N, …, 2 or 3]: x, y (and z), each in [-1, 1].
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html
 */
export function gridSample(
  input: Tensor,
  grid: Tensor,
  mode?: GridMode | GridSampleOptions,
  paddingMode?: GridPadding | GridSampleOptions,
  alignCorners?: boolean | null | GridSampleOptions,
): Tensor {
  const call = named<GridSampleOptions>("grid_sample", { mode, paddingMode, alignCorners });
  const way = call.mode ?? "bilinear";
  const outside = call.paddingMode ?? "zeros";
  if (!["bilinear", "nearest", "bicubic"].includes(way))
    throw new Error(
      `nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '${String(way)}'`,
    );
  if (!["zeros", "border", "reflection"].includes(outside))
    throw new Error(
      "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', " +
        `but got: '${String(outside)}'`,
    );
  return sampleGrid(input, grid, way, outside, call.alignCorners ?? false);
}

/** The grid of places, for {@link gridSample}, that affine maps `theta` [N, 2, 3] or [N, 3, 4] take `size` from. */
export function affineGrid(
  theta: Tensor,
  size: readonly number[] | { size: readonly number[]; alignCorners?: boolean | null },
  alignCorners?: boolean | null | { alignCorners?: boolean | null },
): Tensor {
  expectTensor(theta, "affine_grid", "theta");
  expectInts(size, "affine_grid", "size");
  const call = named<{ size: readonly number[]; alignCorners?: boolean | null }>("affine_grid", { size, alignCorners });
  if (!theta.dtype.isFloatingPoint)
    throw new Error(`Expected theta to have floating point type, but got ${theta.dtype}`);
  if (call.size.length !== 4 && call.size.length !== 5)
    throw new Error(
      "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. " +
        `Got size ${formatSize(call.size)}.`,
    );
  if (call.size.some((length) => length <= 0))
    throw new Error(`Expected non-zero, positive output size. Got ${formatSize(call.size)}`);
  return affineGridGenerator(theta, call.size, call.alignCorners ?? false);
}

/** The patches under a window that moves over [N, C, H, W] or [C, H, W]: [N, C * window, patches]. */
export function unfold(
  input: Tensor,
  kernelSize: Each | BlockOptions,
  dilation?: Each | Partial<BlockOptions>,
  padding?: Each | Partial<BlockOptions>,
  stride?: Each | Partial<BlockOptions>,
): Tensor {
  return unfoldBlocks(input, named<BlockOptions>("unfold", { kernelSize, dilation, padding, stride }));
}

interface FoldOptions extends BlockOptions {
  outputSize: Each;
}

/** What undoes {@link unfold}, but that pixels which several patches hold are summed: [N, C * window, patches] to [N, C, …outputSize]. */
export function fold(
  input: Tensor,
  outputSize: Each | FoldOptions,
  kernelSize?: Each | BlockOptions,
  dilation?: Each | Partial<BlockOptions>,
  padding?: Each | Partial<BlockOptions>,
  stride?: Each | Partial<BlockOptions>,
): Tensor {
  const call = named<FoldOptions>("fold", { outputSize, kernelSize, dilation, padding, stride });
  return foldBlocks(input, call.outputSize, call);
}
