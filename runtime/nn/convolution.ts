/** What the convolution layers share. */

import { convolutionOf } from "../ops/convolution.ts";
import { empty, tensor } from "../ops/create.ts";
import { indexSelect } from "../ops/scatter.ts";
import { type Each, each } from "../ops/tuples.ts";
import { int64 } from "../tensor/dtype.ts";
import { formatSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integer } from "./arguments.ts";
import { biasLike_, kaimingUniform_ } from "./init.ts";
import type { LayerOptions } from "./layers/linear.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { tuple } from "./python.ts";

/** What stands outside the image: zeros, or the image itself, mirrored, continued or begun again. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

const paddingModes: readonly PaddingMode[] = ["zeros", "reflect", "replicate", "circular"];

/** Parameters of the convolution layers by name. */
export interface ConvLayerOptions extends LayerOptions {
  inChannels: number;
  outChannels: number;
  kernelSize: Each;
  stride?: Each;
  padding?: Each | "same" | "valid";
  dilation?: Each;
  groups?: number;
  /** Whether a bias is learnt; true. */
  bias?: boolean;
  paddingMode?: PaddingMode;
}

/** Parameters of the transposed convolution layers by name. */
export interface ConvTransposeLayerOptions extends Omit<ConvLayerOptions, "padding"> {
  padding?: Each;
  outputPadding?: Each;
}

/** The parameters of a convolution layer in PyTorch's order. */
export type ConvArguments = [
  inChannels: number,
  outChannels: number,
  kernelSize: Each,
  stride?: Each,
  padding?: Each | "same" | "valid",
  dilation?: Each,
  groups?: number,
  bias?: boolean,
  paddingMode?: PaddingMode,
  device?: LayerOptions["device"],
  dtype?: LayerOptions["dtype"],
];

/** Their names. */
export const convNames = [
  ...["inChannels!", "outChannels!", "kernelSize!", "stride", "padding", "dilation", "groups", "bias", "paddingMode"],
  ...["device", "dtype"],
];

/** The parameters of a transposed convolution layer in PyTorch's order. */
export type ConvTransposeArguments = [
  inChannels: number,
  outChannels: number,
  kernelSize: Each,
  stride?: Each,
  padding?: Each,
  outputPadding?: Each,
  groups?: number,
  bias?: boolean,
  dilation?: Each,
  paddingMode?: PaddingMode,
  device?: LayerOptions["device"],
  dtype?: LayerOptions["dtype"],
];

/** Their names. */
export const convTransposeNames = [
  ...["inChannels!", "outChannels!", "kernelSize!", "stride", "padding", "outputPadding", "groups", "bias", "dilation"],
  ...["paddingMode", "device", "dtype"],
];

interface Described {
  name: string;
  dims: number;
  transposed: boolean;
}

/** The base of the convolution layers. */
export abstract class ConvolutionLayer extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | "same" | "valid";
  readonly dilation: readonly number[];
  readonly transposed: boolean;
  readonly outputPadding: readonly number[];
  readonly groups: number;
  readonly paddingMode: PaddingMode;
  /** [outChannels, inChannels / groups, ...kernelSize], or where it is transposed [inChannels, outChannels / groups, …] */
  weight: Parameter;
  /** [outChannels], or null */
  bias: Parameter | null;

  constructor(
    { name, dims, transposed }: Described,
    call: ConvLayerOptions & Pick<ConvTransposeLayerOptions, "outputPadding">,
  ) {
    super();
    const { padding = 0, groups = 1, paddingMode = "zeros", device, dtype } = call;
    this.inChannels = integer(name, "inChannels", call.inChannels);
    this.outChannels = integer(name, "outChannels", call.outChannels);
    if (!Number.isInteger(groups) || groups <= 0) throw new Error("groups must be a positive integer");
    if (this.inChannels % groups !== 0) throw new Error("in_channels must be divisible by groups");
    if (this.outChannels % groups !== 0) throw new Error("out_channels must be divisible by groups");
    this.kernelSize = each(name, "kernel_size", call.kernelSize, dims);
    this.stride = each(name, "stride", call.stride ?? 1, dims);
    if (typeof padding === "string" && !["same", "valid"].includes(padding))
      throw new Error(`Invalid padding string '${String(padding)}', should be one of {'valid', 'same'}`);
    this.padding = typeof padding === "string" ? padding : each(name, "padding", padding, dims);
    if (padding === "same" && this.stride.some((step) => step !== 1))
      throw new Error("padding='same' is not supported for strided convolutions");
    if (!paddingModes.includes(paddingMode))
      throw new Error(
        `padding_mode must be one of {'replicate', 'reflect', 'circular', 'zeros'}, but got padding_mode='${String(paddingMode)}'`,
      );
    if (transposed && paddingMode !== "zeros") throw new Error(`Only "zeros" padding mode is supported for ${name}`);
    this.dilation = each(name, "dilation", call.dilation ?? 1, dims);
    this.transposed = transposed;
    this.outputPadding = each(name, "output_padding", call.outputPadding ?? 0, dims);
    this.groups = groups;
    this.paddingMode = paddingMode;
    const channels = transposed
      ? [this.inChannels, this.outChannels / groups]
      : [this.outChannels, this.inChannels / groups];
    this.weight = new Parameter(empty([...channels, ...this.kernelSize], { dtype, device }));
    this.bias = call.bias === false ? null : new Parameter(empty(this.outChannels, { dtype, device }));
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias !== null && this.weight.shape[1] > 0) biasLike_(this.bias, this.weight);
  }

  /** The convolution with what the layer holds. */
  protected convolve(input: Tensor, outputPadding: readonly number[] = this.outputPadding): Tensor {
    const { weight, bias, stride, dilation, groups, transposed, paddingMode } = this;
    const dims = this.kernelSize.length;
    const call = { weight, bias, stride, dilation, groups, outputPadding };
    if (paddingMode === "zeros") return convolutionOf(dims, transposed, input, { ...call, padding: this.padding });
    const [before, after] = this.paddings();
    return convolutionOf(dims, transposed, padAround(input, before, after, paddingMode), { ...call, padding: 0 });
  }

  private paddings(): [before: readonly number[], after: readonly number[]] {
    if (this.padding === "valid") return [this.kernelSize.map(() => 0), this.kernelSize.map(() => 0)];
    if (this.padding !== "same") return [this.padding, this.padding];
    const totals = this.kernelSize.map((size, i) => this.dilation[i] * (size - 1));
    return [totals.map((total) => Math.floor(total / 2)), totals.map((total) => Math.ceil(total / 2))];
  }

  override extraRepr(): string {
    const parts = [
      `${this.inChannels}, ${this.outChannels}, kernel_size=${tuple(this.kernelSize)}, stride=${tuple(this.stride)}`,
    ];
    const other = (values: readonly number[], usual: number): boolean => values.some((value) => value !== usual);
    if (typeof this.padding === "string") parts.push(`padding=${this.padding}`);
    else if (other(this.padding, 0)) parts.push(`padding=${tuple(this.padding)}`);
    if (other(this.dilation, 1)) parts.push(`dilation=${tuple(this.dilation)}`);
    if (other(this.outputPadding, 0)) parts.push(`output_padding=${tuple(this.outputPadding)}`);
    if (this.groups !== 1) parts.push(`groups=${this.groups}`);
    if (this.bias === null) parts.push("bias=False");
    if (this.paddingMode !== "zeros") parts.push(`padding_mode=${this.paddingMode}`);
    return parts.join(", ");
  }
}

/** Which pixel stands at `place`, which may lie outside 0…size-1. */
function pixelAt(place: number, size: number, mode: PaddingMode): number {
  if (place >= 0 && place < size) return place;
  if (mode === "replicate") return place < 0 ? 0 : size - 1;
  if (mode === "circular") return (place + size) % size;
  return place < 0 ? -place : 2 * (size - 1) - place;
}

/** The input with what `mode` says around its last dims. */
function padAround(input: Tensor, before: readonly number[], after: readonly number[], mode: PaddingMode): Tensor {
  return before.reduce((part, left, i) => {
    const dim = part.ndim - before.length + i;
    const size = part.shape[dim];
    const most = mode === "reflect" ? size - 1 : mode === "circular" ? size : Number.POSITIVE_INFINITY;
    if (Math.max(left, after[i]) > most)
      throw new Error(
        "Padding size should be less than the corresponding input dimension, " +
          `but got: padding (${left}, ${after[i]}) at dimension ${dim} of input ${formatSize(part.shape)}`,
      );
    const places = Array.from({ length: left + size + after[i] }, (_, at) => pixelAt(at - left, size, mode));
    return indexSelect(part, dim, tensor(places, { dtype: int64, device: part.device }));
  }, input);
}

/** The base of the convolution layers that are not transposed. */
export abstract class Convolution extends ConvolutionLayer {
  override forward(input: Tensor): Tensor {
    return this.convolve(input);
  }
}

/** The base of the transposed convolution layers. */
export abstract class TransposedConvolution extends ConvolutionLayer {
  /** @param outputSize the size of the result's spatial dims, where the stride allows several. */
  override forward(input: Tensor, outputSize?: readonly number[] | null): Tensor {
    return this.convolve(input, outputSize == null ? this.outputPadding : this.paddingFor(input, outputSize));
  }

  private paddingFor(input: Tensor, outputSize: readonly number[]): number[] {
    const dims = this.kernelSize.length;
    const name = `ConvTranspose${dims}D`;
    const lead = input.ndim === dims + 1 ? 1 : 2;
    if (outputSize.length !== dims && outputSize.length !== dims + lead)
      throw new Error(
        `${name}: for ${input.ndim}D input, output_size must have ${dims} or ${dims + lead} elements (got ${outputSize.length})`,
      );
    const wanted = outputSize.slice(-dims);
    const padding = this.padding as readonly number[];
    const least = input.shape
      .slice(-dims)
      .map((size, i) => (size - 1) * this.stride[i] - 2 * padding[i] + this.dilation[i] * (this.kernelSize[i] - 1) + 1);
    const most = least.map((size, i) => size + this.stride[i] - 1);
    if (wanted.some((size, i) => size < least[i] || size > most[i]))
      throw new Error(
        `requested an output size of ${tuple(wanted)}, but valid sizes range from ${formatSize(least)} to ${formatSize(most)} ` +
          `(for an input of torch.Size(${formatSize(input.shape.slice(-dims))}))`,
      );
    return wanted.map((size, i) => size - least[i]);
  }
}
