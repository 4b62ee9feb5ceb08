/** Pictures side by side. */

import { Tensor } from "../../tensor/tensor.ts";
import { Image as Picture } from "../../vision/image.ts";
import type { Axes } from "../axes/axes.ts";
import type { Figure, FigureOptions } from "../figure/figure.ts";
import type { ImshowOptions } from "../marks/imshow.ts";
import { type Data, shapeText, valuesOf } from "../values.ts";

export interface ImageGridOptions
  extends FigureOptions,
    Pick<ImshowOptions, "cmap" | "vmin" | "vmax" | "interpolation"> {
  titles?: readonly unknown[];
  /** How many in a row; about as many as there are rows. */
  ncols?: number;
  /** Whether each picture is stretched to its own least and largest value. */
  normalize?: boolean;
}

interface GridPicture {
  readonly picture: Data | Picture;
  readonly isGrey: boolean;
}

/** Inches of a picture. */
const size = 1.5;

/** [N, H, W], [N, C, H, W], or a list of pictures, of [H, W], [C, H, W] or [H, W, C]. */
function picturesOf(images: Data | readonly (Data | Picture)[], normalize: boolean): GridPicture[] {
  if (Array.isArray(images) && images.some((each) => each instanceof Picture || each instanceof Tensor))
    return images.flatMap((each): GridPicture[] =>
      each instanceof Picture ? [{ picture: each, isGrey: each.channels === 1 }] : [one(each as Data, normalize)],
    );
  const { values, shape } = valuesOf(images as Data, "imageGrid(): images");
  if (shape.length !== 3 && shape.length !== 4)
    throw new RangeError(`imageGrid(): images must have the shape [N, H, W] or [N, C, H, W], got ${shapeText(shape)}`);
  const length = values.length / Math.max(1, shape[0]);
  return Array.from({ length: shape[0] }, (_, i) =>
    arranged(values.subarray(i * length, (i + 1) * length), shape.slice(1), normalize),
  );
}

function one(image: Data, normalize: boolean): GridPicture {
  const { values, shape } = valuesOf(image, "imageGrid(): image");
  if (shape.length !== 2 && shape.length !== 3)
    throw new RangeError(`imageGrid(): an image must have the shape [H, W] or [C, H, W], got ${shapeText(shape)}`);
  return arranged(values, shape, normalize);
}

/** Channels behind rows and columns, and colours from 0 to 1. */
function arranged(values: Float64Array, shape: readonly number[], normalize: boolean): GridPicture {
  const isFirst = shape.length === 3 && [1, 3, 4].includes(shape[0]);
  if (shape.length === 3 && !isFirst && ![1, 3, 4].includes(shape[2]))
    throw new RangeError(`imageGrid(): an image has 1, 3 or 4 channels, got the shape ${shapeText(shape)}`);
  const [height, width, channels] =
    shape.length === 2 ? [shape[0], shape[1], 1] : isFirst ? [shape[1], shape[2], shape[0]] : shape;
  const at = (y: number, x: number, c: number): number =>
    values[isFirst ? (c * height + y) * width + x : (y * width + x) * channels + c];
  let [low, high] = [0, 1];
  if (normalize || channels > 1)
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  // Bytes go to 255; other values beyond 0 to 1 are cut, unless they are to be stretched.
  if (!normalize) [low, high] = [0, high > 2 ? 255 : 1];
  else [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const part = (value: number): number => Math.min(Math.max((value - low) / (high - low || 1), 0), 1);
  const picture = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) =>
      channels === 1 ? at(y, x, 0) : Array.from({ length: channels }, (_, c) => part(at(y, x, c))),
    ),
  );
  return {
    picture: channels === 1 ? (picture as number[][]) : floats(picture as number[][][]),
    isGrey: channels === 1,
  };
}

/** Colours that are all 0 or 1 are colours still, not bytes. */
function floats(picture: number[][][]): Data {
  return picture.map((row) => row.map((pixel) => Float64Array.from(pixel)));
}

/** @internal */
export function drawImageGrid(
  images: Data | readonly (Data | Picture)[],
  options: ImageGridOptions,
  make: (rows: number, columns: number, options: FigureOptions) => [Figure, Axes[]],
): Figure {
  const { titles, ncols, normalize = false, cmap = "gray", vmin, vmax, interpolation, ...rest } = options;
  const pictures = picturesOf(images, normalize);
  if (pictures.length === 0) throw new RangeError("imageGrid(): there are no images");
  if (titles !== undefined && titles.length !== pictures.length)
    throw new RangeError(`imageGrid(): ${titles.length} titles do not fit ${pictures.length} images`);
  const columns = Math.min(ncols ?? Math.min(8, Math.ceil(Math.sqrt(pictures.length * 1.6))), pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const [figure, list] = make(rows, columns, {
    figsize: [columns * size, rows * (titles === undefined ? size : size + 0.3)],
    layout: "tight",
    ...rest,
  });
  list.forEach((axes, i) => {
    axes.axis("off");
    const picture = pictures[i];
    if (picture === undefined) return;
    axes.imshow(picture.picture, picture.isGrey ? { cmap, vmin, vmax, interpolation } : { interpolation });
    if (titles !== undefined) axes.setTitle(String(titles[i]));
  });
  return figure;
}
