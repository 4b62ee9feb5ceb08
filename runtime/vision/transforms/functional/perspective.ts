/** Pictures seen from another place. */

import { tensor } from "../../../ops/create.ts";
import { stack } from "../../../ops/join.ts";
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
import { applyGrid, mapped, type Row } from "./grid.ts";

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
      const [a, b, c, d, e, f, g, i] = coeffs;
      const rows: Row[] = [
        [a / (0.5 * w), b / (0.5 * w), c / (0.5 * w)],
        [d / (0.5 * h), e / (0.5 * h), f / (0.5 * h)],
        [g, i, 1],
      ];
      const [x, y, depth] = mapped(h, w, 0.5, 0.5, rows, one);
      const grid = stack([x.div(depth).sub(1), y.div(depth).sub(1)], -1).unsqueeze(0);
      return applyGrid(one, grid, requireSampling(mode, ["nearest", "bilinear"], "Tensor"), colour);
    },
  );
}
