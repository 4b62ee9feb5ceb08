import { Tensor } from "../../tensor/tensor.ts";
import { Image as Picture } from "../../vision/image.ts";
import { AxesImage, type Interpolation } from "../artists/image.ts";
import type { MappableOptions } from "../artists/mappable.ts";
import type { Axes } from "../axes/axes.ts";
import { rcParams } from "../rc-params.ts";
import { MaxNLocator } from "../ticks/locators.ts";
import { type Data, shapeText, type Values, valuesOf } from "../values.ts";
import { known, onAxes } from "./on-axes.ts";

export interface ImshowOptions extends MappableOptions {
  alpha?: number;
  /** "equal" keeps pixels square, "auto" fills the axes. */
  aspect?: "equal" | "auto" | number;
  interpolation?: Interpolation;
  /** Whether the first row is above or below. */
  origin?: "upper" | "lower";
  /** [left, right, bottom, top] in data coordinates. */
  extent?: readonly [number, number, number, number];
  zorder?: number;
  label?: string;
}

const keys = "cmap vmin vmax norm alpha aspect interpolation origin extent zorder label".split(" ");
const interpolations = [
  "auto",
  "antialiased",
  "none",
  "nearest",
  "bilinear",
  "bicubic",
  "hanning",
  "lanczos",
  "gaussian",
  "spline16",
];

/** A picture: [H, W] values through a colour map, or [H, W, 3 or 4] colours, 0 to 1 or, of whole numbers, to 255. */
export const imshow = onAxes(
  "imshow",
  (axes: Axes, image: Data | Picture, options: ImshowOptions | string = {}): AxesImage =>
    pictureOn("imshow", axes, image, typeof options === "string" ? { cmap: options } : options),
);

/** A matrix with whole-numbered ticks above. */
export const matshow = onAxes("matshow", (axes: Axes, matrix: Data, options: ImshowOptions = {}): AxesImage => {
  const image = pictureOn("matshow", axes, matrix, { interpolation: "nearest", ...options });
  axes.xaxis.ticksOn = { low: true, high: true, labelLow: false, labelHigh: true };
  for (const axis of [axes.xaxis, axes.yaxis])
    axis.state.locator = MaxNLocator({ nbins: 9, steps: [1, 2, 5, 10], integer: true });
  return image;
});

function pictureOn(call: string, axes: Axes, image: Data | Picture, options: ImshowOptions): AxesImage {
  const given = known(call, options, keys);
  const { values, isBytes } = pictureValues(call, image);
  const [height, width, channels] = values.shape;
  if (
    values.shape.length < 2 ||
    values.shape.length > 3 ||
    (channels !== undefined && ![1, 3, 4].includes(channels)) ||
    height * width === 0
  )
    throw new TypeError(
      `${call}(): Invalid shape ${shapeText(values.shape)} for image data: it must be [H, W], [H, W, 3] or [H, W, 4]`,
    );
  const { origin = rcParams["image.origin"], interpolation, aspect = rcParams["image.aspect"] } = given;
  if (origin !== "upper" && origin !== "lower")
    throw new RangeError(`'${String(origin)}' is not a valid value for origin; supported values are 'upper', 'lower'`);
  if (interpolation !== undefined && !interpolations.includes(interpolation))
    throw new RangeError(
      `'${interpolation}' is not a valid value for interpolation; supported values are ${interpolations.map((each) => `'${each}'`).join(", ")}`,
    );
  const extent =
    given.extent ??
    (origin === "upper" ? [-0.5, width - 0.5, height - 0.5, -0.5] : [-0.5, width - 0.5, -0.5, height - 0.5]);
  axes.setAspect(aspect);
  const picture = new AxesImage(values, isBytes, {
    cmap: given.cmap,
    vmin: given.vmin,
    vmax: given.vmax,
    norm: given.norm,
    alpha: given.alpha,
    interpolation,
    origin,
    extent,
  });
  if (given.zorder !== undefined) picture.zorder = given.zorder;
  if (axes.xaxis.state.isAuto) axes.xaxis.state.invert(extent[0] > extent[1]);
  if (axes.yaxis.state.isAuto) axes.yaxis.state.invert(extent[2] > extent[3]);
  if (picture.map !== undefined) axes.mappable = picture;
  return axes.add(picture);
}

function pictureValues(call: string, image: Data | Picture): { values: Values; isBytes: boolean } {
  if (image instanceof Picture) {
    const { data, height, width, channels } = image;
    if (channels !== 2)
      return {
        values: {
          values: Float64Array.from(data),
          shape: channels === 1 ? [height, width] : [height, width, channels],
        },
        isBytes: true,
      };
    const rgba = Float64Array.from(
      { length: height * width * 4 },
      (_, i) => data[2 * (i >> 2) + (i % 4 === 3 ? 1 : 0)],
    );
    return { values: { values: rgba, shape: [height, width, 4] }, isBytes: true };
  }
  const values = valuesOf(image, `${call}(): X`);
  const isBytes =
    image instanceof Tensor
      ? /int/.test(String(image.dtype))
      : ArrayBuffer.isView(image)
        ? !(image instanceof Float32Array || image instanceof Float64Array)
        : values.values.some((value) => value > 1) && values.values.every((value) => Number.isInteger(value));
  return { values, isBytes };
}
