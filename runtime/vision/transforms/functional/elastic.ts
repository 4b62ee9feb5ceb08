/** Pictures whose pixels are moved, each by its own way. */

import { linspace } from "../../../ops/create.ts";
import { stack } from "../../../ops/join.ts";
import { named } from "../../../tensor/options.ts";
import { formatSize } from "../../../tensor/size.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import {
  either,
  type Fill,
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
  requireSampling,
} from "./common.ts";
import { applyGrid } from "./grid.ts";
import { pilToTensor } from "./pil-to-tensor.ts";
import { toPilImage } from "./to-pil-image.ts";

interface ElasticOptions {
  displacement?: Tensor;
  interpolation?: InterpolationMode;
  fill?: Fill | null;
}

function moved(img: Tensor, displacement: Tensor, mode: InterpolationMode, fill: Fill | null): Tensor {
  const [, h, w] = getDimensions(img);
  const expected = [1, h, w, 2];
  if (displacement.shape.join() !== expected.join())
    throw new RangeError(
      `Argument displacement shape should be ${formatSize(expected)}, but given ${formatSize(displacement.shape)}`,
    );
  const { device } = img;
  const line = (size: number): Tensor => linspace((-size + 1) / size, (size - 1) / size, size, { device });
  const identity = stack([line(w).expand(h, w), line(h).unsqueeze(-1).expand(h, w)], -1).unsqueeze(0);
  return applyGrid(
    img,
    identity.add(displacement.to(device)),
    requireSampling(mode, ["nearest", "bilinear"], "Tensor"),
    fill,
  );
}

/**
 * The picture with its pixels moved by `displacement` [1, H, W, 2], in halves of the picture.
 * @param interpolation "bilinear".
 * @param fill what stands outside; 0.
 */
export function elasticTransform<T extends ImageOrTensor>(
  img: T,
  displacement: Tensor | ElasticOptions,
  interpolation?: InterpolationMode | ElasticOptions,
  fill?: Fill | null | ElasticOptions,
): T {
  const call = named<ElasticOptions>("elasticTransform", { displacement, interpolation, fill });
  const { displacement: ways, interpolation: mode = "bilinear", fill: colour = null } = call;
  if (!(ways instanceof Tensor)) throw new TypeError("Argument displacement should be a Tensor");
  requireInterpolation(mode, "elasticTransform");
  return either(
    img,
    "elasticTransform",
    (image) => toPilImage(moved(pilToTensor(image), ways, mode, colour)),
    (one) => moved(one, ways, mode, colour),
  );
}
