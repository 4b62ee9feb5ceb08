/** `torchvision.transforms.AugMix`. */

import { callableClass } from "../../../callable-class.ts";
import { float, plain } from "../../../nn/python.ts";
import { full } from "../../../ops/create.ts";
import { sampleDirichlet } from "../../../ops/random.ts";
import { float32 } from "../../../tensor/dtype.ts";
import { named } from "../../../tensor/options.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { integer } from "../draw.ts";
import {
  either,
  type Fill,
  getDimensions,
  type ImageOrTensor,
  type InterpolationMode,
  requireInterpolation,
} from "../functional/common.ts";
import { pilToTensor } from "../functional/pil-to-tensor.ts";
import { toPilImage } from "../functional/to-pil-image.ts";
import { ImageTransform } from "../image-transform.ts";
import { interpolationName } from "../written.ts";
import { applyOperation, enhancing, geometric, type Space, spaceOf, toning, withSign } from "./operations.ts";

interface Options {
  severity?: number;
  mixtureWidth?: number;
  chainDepth?: number;
  alpha?: number;
  allOps?: boolean;
  interpolation?: InterpolationMode;
  fill?: Fill | null;
}

const bins = 10;

/**
 * A mix of the picture with chains of operations on it.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.AugMix.html
 */
export const AugMix = callableClass(
  class AugMix extends ImageTransform {
    readonly severity: number;
    readonly mixtureWidth: number;
    readonly chainDepth: number;
    readonly alpha: number;
    readonly allOps: boolean;
    readonly interpolation: InterpolationMode;
    readonly fill: Fill | null;

    /**
     * @param severity how many of ten magnitudes are drawn from; 3.
     * @param mixtureWidth how many chains; 3.
     * @param chainDepth how many operations a chain has; -1: 1 to 3, drawn.
     * @param alpha of the distributions of the weights; 1.
     * @param allOps whether brightness, colour, contrast and sharpness are among the operations; true.
     * @param interpolation "bilinear".
     * @param fill what stands outside; null: 0.
     */
    constructor(
      severity?: number | Options,
      mixtureWidth?: number | Options,
      chainDepth?: number | Options,
      alpha?: number | Options,
      allOps?: boolean | Options,
      interpolation?: InterpolationMode | Options,
      fill?: Fill | null | Options,
    ) {
      super();
      const given = { severity, mixtureWidth, chainDepth, alpha, allOps, interpolation, fill };
      const call = named<Options>("AugMix", given);
      this.severity = call.severity ?? 3;
      if (!(this.severity >= 1 && this.severity <= bins))
        throw new RangeError(`The severity must be between [1, ${bins}]. Got ${this.severity} instead.`);
      this.mixtureWidth = call.mixtureWidth ?? 3;
      this.chainDepth = call.chainDepth ?? -1;
      this.alpha = call.alpha ?? 1;
      this.allOps = call.allOps ?? true;
      this.interpolation = call.interpolation ?? "bilinear";
      requireInterpolation(this.interpolation, "AugMix");
      this.fill = call.fill ?? null;
    }

    private space(height: number, width: number): Space {
      return spaceOf([...geometric, ...toning, ...(this.allOps ? enhancing : [])], {
        bins,
        shear: 0.3,
        translateX: width / 3,
        translateY: height / 3,
        rotate: 30,
        enhance: 0.9,
        posterize: { from: 4, less: 4 },
      });
    }

    private chain(batch: Tensor, space: Space): Tensor {
      const depth = this.chainDepth > 0 ? this.chainDepth : integer(1, 4);
      let at = batch;
      for (let i = 0; i < depth; i++) {
        const [operation, strength] = space[integer(0, space.length)];
        const { magnitudes } = strength;
        const magnitude = magnitudes === null ? 0 : magnitudes[integer(0, this.severity)];
        at = applyOperation(at, operation, withSign(strength, magnitude), this);
      }
      return at;
    }

    private mixed(img: Tensor): Tensor {
      const [, height, width] = getDimensions(img);
      const space = this.space(height, width);
      const shape = [...img.shape];
      const batch = img.view([...new Array(Math.max(4 - img.ndim, 0)).fill(1), ...shape]);
      const count = batch.size(0);
      const draw = (weights: number): Tensor => sampleDirichlet(full([count, weights], this.alpha, { dtype: float32 }));
      const column = (weights: Tensor, at: number): Tensor =>
        weights.select(1, at).view([count, ...new Array(batch.ndim - 1).fill(1)]);
      const share = draw(2);
      const weights = draw(this.mixtureWidth).mul(share.select(1, 1).view(count, 1));
      let mix = column(share, 0).to(img.device).mul(batch);
      for (let i = 0; i < this.mixtureWidth; i++)
        mix = mix.add(column(weights, i).to(img.device).mul(this.chain(batch, space)));
      return mix.view(shape).to(img.dtype);
    }

    override forward<T extends ImageOrTensor>(img: T): T {
      return either(
        img,
        "AugMix",
        (image) => toPilImage(this.mixed(pilToTensor(image))),
        (tensor) => this.mixed(tensor),
      );
    }

    override extraRepr(): string {
      return `severity=${this.severity}, mixture_width=${this.mixtureWidth}, chain_depth=${this.chainDepth}, alpha=${float(this.alpha)}, all_ops=${plain(this.allOps)}, interpolation=${interpolationName(this.interpolation)}, fill=${plain(this.fill)}`;
    }
  },
);
export type AugMix = InstanceType<typeof AugMix>;
