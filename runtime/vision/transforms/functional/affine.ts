/** Pictures turned, moved, scaled and sheared. */

import { tensor } from "../../../ops/create.ts";
import { stack } from "../../../ops/join.ts";
import { float32 } from "../../../tensor/dtype.ts";
import { named } from "../../../tensor/options.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { type AffineMatrix, affineWarped, rotated } from "../../pillow/warp.ts";
import {
  either,
  type Fill,
  fillOf,
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
  requireSampling,
} from "./common.ts";
import { applyGrid, mapped, narrowed, type Row } from "./grid.ts";

const imageModes = ["nearest", "bilinear", "bicubic"] as const;
const tensorModes = ["nearest", "bilinear"] as const;

const radians = (degrees: number): number => degrees * (Math.PI / 180);

/** From pixels of the result to pixels of the picture: M⁻¹ of M = T · C · Rotate · Scale · Shear · C⁻¹. */
function inverseAffine(
  [cx, cy]: readonly number[],
  angle: number,
  [tx, ty]: readonly number[],
  scale: number,
  shear: readonly number[],
): AffineMatrix {
  const turn = radians(angle);
  const [sx, sy] = shear.map(radians);
  const a = Math.cos(turn - sy) / Math.cos(sy);
  const b = (-Math.cos(turn - sy) * Math.tan(sx)) / Math.cos(sy) - Math.sin(turn);
  const c = Math.sin(turn - sy) / Math.cos(sy);
  const d = (-Math.sin(turn - sy) * Math.tan(sx)) / Math.cos(sy) + Math.cos(turn);
  const [m0, m1, m3, m4] = [d, -b, -c, a].map((value) => value / scale);
  return [
    m0,
    m1,
    0 / scale + (m0 * (-cx - tx) + m1 * (-cy - ty)) + cx,
    m3,
    m4,
    0 / scale + (m3 * (-cx - tx) + m4 * (-cy - ty)) + cy,
  ];
}

/** The grid [1, outHeight, outWidth, 2] of a matrix whose origin is the middle of the picture. */
function affineGrid(img: Tensor, matrix: AffineMatrix, outHeight: number, outWidth: number): Tensor {
  const [, h, w] = getDimensions(img);
  const narrow = narrowed(img);
  const [a, b, c, d, e, f] = matrix.map(narrow);
  const rows: Row[] = [
    [a / (0.5 * w), b / (0.5 * w), c / (0.5 * w)],
    [d / (0.5 * h), e / (0.5 * h), f / (0.5 * h)],
  ];
  const places = mapped(outHeight, outWidth, -outWidth * 0.5 + 0.5, -outHeight * 0.5 + 0.5, rows, img);
  return stack(places, -1).unsqueeze(0);
}

/** [height, width] that hold the whole of a turned picture, in float32 as torchvision computes it. */
function expandedSize(matrix: AffineMatrix, h: number, w: number): [number, number] {
  const corners = tensor([
    [-0.5 * w, -0.5 * h, 1],
    [-0.5 * w, 0.5 * h, 1],
    [0.5 * w, 0.5 * h, 1],
    [0.5 * w, -0.5 * h, 1],
  ]);
  const theta = tensor([...matrix], { dtype: float32 }).view(2, 3);
  const places = corners.to(float32).matmul(theta.t());
  const middle = tensor([w * 0.5, h * 0.5], { dtype: float32 });
  const tolerance = 1e-4;
  const least = places.amin(0).add(middle).div(tolerance).trunc().mul(tolerance).floor();
  const most = places.amax(0).add(middle).div(tolerance).trunc().mul(tolerance).ceil();
  const [width, height] = most.sub(least).tolist() as number[];
  return [height, width];
}

/** A centre in pixels, from the middle of the picture. */
function fromMiddle(img: Tensor, center: readonly number[] | null): readonly number[] {
  const [, h, w] = getDimensions(img);
  return center === null ? [0, 0] : [center[0] - w * 0.5, center[1] - h * 0.5];
}

function requirePair(value: unknown, name: string): void {
  if (!Array.isArray(value) || value.length !== 2 || value.some((part) => typeof part !== "number"))
    throw new TypeError(`Argument ${name} should be a sequence of two numbers, got ${JSON.stringify(value)}`);
}

interface RotateOptions {
  angle?: number;
  interpolation?: InterpolationMode;
  expand?: boolean;
  center?: readonly number[] | null;
  fill?: Fill | null;
}

/**
 * The picture turned counter-clockwise.
 * @param angle degrees.
 * @param interpolation "nearest".
 * @param expand whether the result is made large enough to hold the whole picture; false.
 * @param center [x, y] of the pixel that stays; the middle.
 * @param fill what stands outside; 0.
 */
export function rotate<T extends ImageOrTensor>(
  img: T,
  angle: number | RotateOptions,
  interpolation?: InterpolationMode | RotateOptions,
  expand?: boolean | RotateOptions,
  center?: readonly number[] | null | RotateOptions,
  fill?: Fill | null | RotateOptions,
): T {
  const call = named<RotateOptions>("rotate", { angle, interpolation, expand, center, fill });
  const { angle: degrees, interpolation: mode = "nearest", expand: wide = false } = call;
  const middle = call.center ?? null;
  const colour = call.fill ?? null;
  if (typeof degrees !== "number" || !Number.isFinite(degrees))
    throw new TypeError(`Argument angle should be int or float, got ${String(degrees)}`);
  requireInterpolation(mode, "rotate");
  if (middle !== null) requirePair(middle, "center");
  return either(
    img,
    "rotate",
    (image) =>
      image.with(
        rotated(image, degrees, {
          sampling: requireSampling(mode, imageModes, "Image"),
          expand: wide,
          center: middle as [number, number] | null,
          fill: fillOf(colour, image.channels),
        }),
      ),
    (one) => {
      const matrix = inverseAffine(fromMiddle(one, middle), -degrees, [0, 0], 1, [0, 0]);
      const [, h, w] = getDimensions(one);
      const [height, width] = wide ? expandedSize(matrix, h, w) : [h, w];
      return applyGrid(
        one,
        affineGrid(one, matrix, height, width),
        requireSampling(mode, tensorModes, "Tensor"),
        colour,
      );
    },
  );
}

interface AffineOptions {
  angle?: number;
  translate?: readonly number[];
  scale?: number;
  shear?: number | readonly number[];
  interpolation?: InterpolationMode;
  fill?: Fill | null;
  center?: readonly number[] | null;
}

/**
 * The picture turned, moved, scaled and sheared, round its middle.
 * @param angle degrees, clockwise.
 * @param translate [x, y] in pixels.
 * @param shear degrees along x, or [x, y].
 * @param interpolation "nearest".
 * @param fill what stands outside; 0.
 * @param center [x, y] of the pixel that stays; the middle.
 */
export function affine<T extends ImageOrTensor>(
  img: T,
  angle: number | AffineOptions,
  translate?: readonly number[] | AffineOptions,
  scale?: number | AffineOptions,
  shear?: number | readonly number[] | AffineOptions,
  interpolation?: InterpolationMode | AffineOptions,
  fill?: Fill | null | AffineOptions,
  center?: readonly number[] | null | AffineOptions,
): T {
  const call = named<AffineOptions>("affine", { angle, translate, scale, shear, interpolation, fill, center });
  const { angle: degrees, translate: moved, scale: factor, interpolation: mode = "nearest" } = call;
  const middle = call.center ?? null;
  const colour = call.fill ?? null;
  if (typeof degrees !== "number") throw new TypeError(`Argument angle should be int or float, got ${String(degrees)}`);
  requirePair(moved, "translate");
  if (typeof factor !== "number" || factor <= 0)
    throw new RangeError(`Argument scale should be positive, got ${String(factor)}`);
  const given = call.shear;
  const sheared = typeof given === "number" ? [given, 0] : given?.length === 1 ? [given[0], given[0]] : given;
  requirePair(sheared, "shear");
  requireInterpolation(mode, "affine");
  if (middle !== null) requirePair(middle, "center");
  const matrixAt = (at: readonly number[]): AffineMatrix =>
    inverseAffine(at, degrees, moved as readonly number[], factor, sheared as readonly number[]);
  return either(
    img,
    "affine",
    (image) => {
      const matrix = matrixAt(middle ?? [image.width * 0.5, image.height * 0.5]);
      const sampling = requireSampling(mode, imageModes, "Image");
      return image.with(
        affineWarped(image, image.height, image.width, matrix, sampling, fillOf(colour, image.channels)),
      );
    },
    (one) => {
      const [, h, w] = getDimensions(one);
      const grid = affineGrid(one, matrixAt(fromMiddle(one, middle)), h, w);
      return applyGrid(one, grid, requireSampling(mode, tensorModes, "Tensor"), colour);
    },
  );
}
