/** `torchvision.models.vit_b_16` and its kin. */

import { type Call, parse } from "../../nn/arguments.ts";
import {
  Conv2d,
  Dropout,
  GELU,
  init,
  LayerNorm,
  Linear,
  Module,
  MultiheadAttention,
  Parameter,
  Sequential,
  Tanh,
} from "../../nn/index.ts";
import { empty, zeros } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { normal_ } from "../../ops/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { make, type NormLayer } from "../ops/maker.ts";
import { MLP } from "../ops/mlp.ts";
import { build, type Pretrained } from "./build.ts";

/** The two linear layers of an {@link EncoderBlock}. */
export class MLPBlock extends MLP {
  static override readonly stateVersion: number = 2;

  constructor(inDim: number, mlpDim: number, dropout: number) {
    super(inDim, [mlpDim, inDim], { activationLayer: GELU, inplace: null, dropout });
    for (const layer of this.modules()) {
      if (!(layer instanceof Linear)) continue;
      init.xavierUniform_(layer.weight);
      if (layer.bias !== null) init.normal_(layer.bias, { std: 1e-6 });
    }
  }

  /** States of the first version name the layers linear_1 and linear_2. */
  override upgradeState(state: Map<string, Tensor>, prefix: string, version: number | undefined): void {
    if (version !== undefined && version >= 2) return;
    for (const i of [0, 1])
      for (const kind of ["weight", "bias"]) {
        const old = `${prefix}linear_${i + 1}.${kind}`;
        const tensor = state.get(old);
        if (tensor === undefined) continue;
        state.delete(old);
        state.set(`${prefix}${3 * i}.${kind}`, tensor);
      }
  }
}

interface EncoderShape {
  numHeads: number;
  hiddenDim: number;
  mlpDim: number;
  dropout: number;
  attentionDropout: number;
  normLayer: NormLayer;
}

function requireSequence(input: Tensor): void {
  if (input.ndim !== 3)
    throw new Error(`Expected (batch_size, seq_length, hidden_dim) got torch.Size([${input.shape.join(", ")}])`);
}

/** Attention, then an {@link MLPBlock}, each behind a normalisation and added to its input. */
export class EncoderBlock extends Module {
  declare readonly ln_1: Module;
  declare readonly self_attention: MultiheadAttention;
  declare readonly dropout: Dropout;
  declare readonly ln_2: Module;
  declare readonly mlp: MLPBlock;

  constructor({ numHeads, hiddenDim, mlpDim, dropout, attentionDropout, normLayer }: EncoderShape) {
    super();
    this.registerModule("ln_1", make(normLayer, hiddenDim));
    this.registerModule(
      "self_attention",
      new MultiheadAttention(hiddenDim, numHeads, { dropout: attentionDropout, batchFirst: true }),
    );
    this.dropout = new Dropout(dropout);
    this.registerModule("ln_2", make(normLayer, hiddenDim));
    this.mlp = new MLPBlock(hiddenDim, mlpDim, dropout);
  }

  override forward(input: Tensor): Tensor {
    requireSequence(input);
    const normalized: Tensor = this.ln_1(input);
    const [attended] = this.self_attention(normalized, normalized, normalized, { needWeights: false });
    const x = this.dropout(attended).add(input);
    return x.add(this.mlp(this.ln_2(x)));
  }
}

/** Adds what is learnt of each place, then {@link EncoderBlock}s and a normalisation. */
export class Encoder extends Module {
  /** [1, seqLength, hiddenDim] */
  declare readonly pos_embedding: Parameter;
  declare readonly dropout: Dropout;
  declare readonly layers: Sequential;
  declare readonly ln: Module;

  constructor(seqLength: number, numLayers: number, shape: EncoderShape) {
    super();
    const places = normal_(empty(1, seqLength, shape.hiddenDim), { std: 0.02 });
    this.registerParameter("pos_embedding", new Parameter(places));
    this.dropout = new Dropout(shape.dropout);
    const blocks = Array.from(
      { length: numLayers },
      (_, i) => [`encoder_layer_${i}`, new EncoderBlock(shape)] as const,
    );
    this.layers = new Sequential(new Map(blocks));
    this.ln = make(shape.normLayer, shape.hiddenDim);
  }

  override forward(input: Tensor): Tensor {
    requireSequence(input);
    return this.ln(this.layers(this.dropout(input.add(this.pos_embedding))));
  }
}

/** Parameters of {@link VisionTransformer} by name. */
export interface VisionTransformerOptions {
  /** Height and width of the pictures. */
  imageSize: number;
  /** Height and width of the patches that they are cut into. */
  patchSize: number;
  numLayers: number;
  numHeads: number;
  /** Features of a patch. */
  hiddenDim: number;
  /** Features between the two linear layers of a block. */
  mlpDim: number;
  /** 0. */
  dropout?: number;
  /** 0. */
  attentionDropout?: number;
  /** 1000. */
  numClasses?: number;
  /** Features of a linear layer with Tanh before the last; null: there is none. */
  representationSize?: number | null;
  /** LayerNorm with eps 1e-6. */
  normLayer?: NormLayer;
}

/** [N, 3, imageSize, imageSize] to [N, numClasses]. @see https://arxiv.org/abs/2010.11929 */
export class VisionTransformer extends Module {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly hiddenDim: number;
  /** [1, 1, hiddenDim] */
  declare readonly class_token: Parameter;
  declare readonly conv_proj: Conv2d;
  declare readonly encoder: Encoder;
  declare heads: Module;

  constructor(
    ...args: Call<
      [
        imageSize: number,
        patchSize: number,
        numLayers: number,
        numHeads: number,
        hiddenDim: number,
        mlpDim: number,
        dropout?: number,
        attentionDropout?: number,
        numClasses?: number,
        representationSize?: number | null,
        normLayer?: NormLayer,
      ],
      Partial<VisionTransformerOptions>
    >
  ) {
    super();
    const names = ["imageSize!", "patchSize!", "numLayers!", "numHeads!", "hiddenDim!", "mlpDim!", "dropout"];
    const others = ["attentionDropout", "numClasses", "representationSize", "normLayer"];
    const call = parse<VisionTransformerOptions>("VisionTransformer", [...names, ...others], args);
    const { imageSize, patchSize, numHeads, hiddenDim, mlpDim, numClasses = 1000 } = call;
    const { dropout = 0, attentionDropout = 0, representationSize = null } = call;
    const normLayer: NormLayer = call.normLayer ?? ((features: number) => new LayerNorm(features, { eps: 1e-6 }));
    if (imageSize % patchSize !== 0)
      throw new RangeError(`Input shape indivisible by patch size! imageSize ${imageSize}, patchSize ${patchSize}`);
    this.imageSize = imageSize;
    this.patchSize = patchSize;
    this.hiddenDim = hiddenDim;
    const projection = new Conv2d(3, hiddenDim, patchSize, patchSize);
    this.registerModule("conv_proj", projection);
    this.registerParameter("class_token", new Parameter(zeros(1, 1, hiddenDim)));
    const shape = { numHeads, hiddenDim, mlpDim, dropout, attentionDropout, normLayer };
    this.encoder = new Encoder((imageSize / patchSize) ** 2 + 1, call.numLayers, shape);
    const before = representationSize === null ? null : new Linear(hiddenDim, representationSize);
    const head = new Linear(representationSize ?? hiddenDim, numClasses);
    this.heads = new Sequential(before === null ? { head } : { pre_logits: before, act: new Tanh(), head });
    init.truncNormal_(projection.weight, { std: Math.sqrt(1 / (3 * patchSize * patchSize)) });
    if (projection.bias !== null) init.zeros_(projection.bias);
    if (before !== null) {
      init.truncNormal_(before.weight, { std: Math.sqrt(1 / before.inFeatures) });
      if (before.bias !== null) init.zeros_(before.bias);
    }
    init.zeros_(head.weight);
    if (head.bias !== null) init.zeros_(head.bias);
  }

  override forward(x: Tensor): Tensor {
    const [n, , height, width] = x.shape;
    const { imageSize } = this;
    if (height !== imageSize) throw new Error(`Wrong image height! Expected ${imageSize} but got ${height}!`);
    if (width !== imageSize) throw new Error(`Wrong image width! Expected ${imageSize} but got ${width}!`);
    const patches = this.conv_proj(x).reshape(n, this.hiddenDim, -1).permute(0, 2, 1);
    const tokens = cat([this.class_token.expand(n, -1, -1), patches], 1);
    return this.heads(this.encoder(tokens).select(1, 0));
  }
}

type Options = Partial<Omit<VisionTransformerOptions, "patchSize" | "numLayers" | "numHeads" | "hiddenDim" | "mlpDim">>;
type Shape = readonly [patchSize: number, numLayers: number, numHeads: number, hiddenDim: number, mlpDim: number];

function visionTransformer(
  name: string,
  [patchSize, numLayers, numHeads, hiddenDim, mlpDim]: Shape,
  options: (Options & Pretrained) | undefined,
): VisionTransformer {
  const shape = { patchSize, numLayers, numHeads, hiddenDim, mlpDim };
  return build(name, options, (rest: Options) => new VisionTransformer({ imageSize: 224, ...rest, ...shape }));
}

/** {@link VisionTransformer}, the base one, patches of 16×16. */
export function vitB16(options?: Options & Pretrained): VisionTransformer {
  return visionTransformer("vitB16", [16, 12, 12, 768, 3072], options);
}

/** {@link VisionTransformer}, the base one, patches of 32×32. */
export function vitB32(options?: Options & Pretrained): VisionTransformer {
  return visionTransformer("vitB32", [32, 12, 12, 768, 3072], options);
}

/** {@link VisionTransformer}, the large one, patches of 16×16. */
export function vitL16(options?: Options & Pretrained): VisionTransformer {
  return visionTransformer("vitL16", [16, 24, 16, 1024, 4096], options);
}

/** {@link VisionTransformer}, the large one, patches of 32×32. */
export function vitL32(options?: Options & Pretrained): VisionTransformer {
  return visionTransformer("vitL32", [32, 24, 16, 1024, 4096], options);
}
