/** Pictures seen from another place. */

import { tensor } from "../../../ops/create.ts";
import { lstsq } from "../../../ops/linalg/inverse.ts";
import { float32, float64 } from "../../../tensor/dtype.ts";
import { named } from "../../../tensor/options.ts";
import { perspectiveWarped } from "../../pillow/warp.ts";
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
import { applyGrid, baseGrid, gridType } from "./grid.ts";

/** Four places [x, y]: top left, top right, bottom right, bottom left. */
export type Corners = readonly (readonly number[])[];

/** The eight coefficients that take the end points to the start points. */
function coefficients(startpoints: Corners, endpoints: Corners): number[] {
  if (startpoints.length !== 4 || endpoints.length !== 4)
    throw new RangeError(
      `Please provide exactly four corners, got ${startpoints.length} startpoints and ${endpoints.length} endpoints.`,
    );
  const rows = endpoints.flatMap(([x, y], i) => {
    const [u, v] = startpoints[i];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y],
      [0, 0, 0, x, y, 1, -v * x, -v * y],
    ];
  });
  const b = tensor(startpoints.flat(), { dtype: float64 }).unsqueeze(-1);
  const { solution } = lstsq(tensor(rows, { dtype: float64 }), b, { driver: "gels" });
  return solution.squeeze(-1).to(float32).tolist() as number[];
}

interface PerspectiveOptions {
  startpoints?: Corners;
  endpoints?: Corners;
  interpolation?: InterpolationMode;
  fill?: Fill | null;
}

/**
 * The picture with its corners moved from the start points to the end points.
 * @param interpolation "bilinear".
 * @param fill what stands outside; 0.
 */
export function perspective<T extends ImageOrTensor>(
  img: T,
  startpoints: Corners | PerspectiveOptions,
  endpoints?: Corners | PerspectiveOptions,
  interpolation?: InterpolationMode | PerspectiveOptions,
  fill?: Fill | null | PerspectiveOptions,
): T {
  const call = named<PerspectiveOptions>("perspective", { startpoints, endpoints, interpolation, fill });
  const mode = call.interpolation ?? "bilinear";
  const colour = call.fill ?? null;
  requireInterpolation(mode, "perspective");
  const coeffs = coefficients(call.startpoints ?? [], call.endpoints ?? []);
  return either(
    img,
    "perspective",
    (image) => {
      const sampling = requireSampling(mode, ["nearest", "bilinear", "bicubic"], "Image");
      return image.with(perspectiveWarped(image, coeffs, sampling, fillOf(colour, image.channels)));
    },
    (one) => {
      const [, h, w] = getDimensions(one);
      const { device } = one;
      const dtype = gridType(one);
      const [a, b, c, d, e, f, g, i] = coeffs;
      const base = baseGrid(h, w, 0.5, 0.5, one);
      const above = tensor(
        [
          [
            [a, b, c],
            [d, e, f],
          ],
        ],
        { dtype, device },
      );
      const below = tensor([[[g, i, 1]]], { dtype, device });
      const scaled = above.transpose(1, 2).div(tensor([0.5 * w, 0.5 * h], { dtype, device }));
      const grid = base
        .bmm(scaled)
        .div(base.bmm(below.expand(1, 2, 3).transpose(1, 2)))
        .sub(1);
      return applyGrid(one, grid.view(1, h, w, 2), requireSampling(mode, ["nearest", "bilinear"], "Tensor"), colour);
    },
  );
}
