/** What the layers share whose first input decides their shapes. */

import { formatSize } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ChannelNorm, NormLayerOptions } from "./batch-norm.ts";
import type { ConvolutionLayer } from "./convolution.ts";
import type { Module } from "./module.ts";
import { isUninitialized, type Place, UninitializedBuffer, UninitializedParameter } from "./uninitialized.ts";

/** A layer that its first input completes: it then becomes the layer that it stands for. */
export interface LazyModule {
  /** Whether a parameter or buffer still has no shape. */
  hasUninitializedParams(): boolean;
}

/** Whether a parameter or buffer of the module itself has no shape yet. */
export function lacksShapes(module: Module): boolean {
  for (const [, parameter] of module.ownParameters()) if (isUninitialized(parameter)) return true;
  for (const [, buffer] of module.ownBuffers()) if (isUninitialized(buffer)) return true;
  return false;
}

/** Gives those tensors of a module that have no shape the shapes that a state dict has for them. */
export function materializeFrom(module: Module, state: ReadonlyMap<string, Tensor>, prefix: string): void {
  for (const [name, tensor] of [...module.ownParameters(), ...module.ownBuffers()]) {
    const source = state.get(prefix + name);
    if (isUninitialized(tensor) && source !== undefined && !isUninitialized(source)) tensor.materialize(source.shape);
  }
}

/** Makes a lazy module an object of the class that it stands for. */
export function become(module: Module, target: { prototype: object }): void {
  Object.setPrototypeOf(module, target.prototype);
}

/** Takes the shapes of weight and bias from a convolution that has no channels yet. */
export function forgetChannels(layer: ConvolutionLayer, biased: boolean, place: Place): void {
  layer.weight = new UninitializedParameter(place);
  if (biased) layer.bias = new UninitializedParameter(place);
}

/** Gives a lazy convolution the channels of its first input, and makes it one of class `target`. */
export function becomeChannels(layer: ConvolutionLayer, target: { prototype: object }, input: Tensor): void {
  const dims = layer.kernelSize.length;
  const { shape } = input;
  if (shape.length !== dims + 1 && shape.length !== dims + 2)
    throw new Error(
      `Expected ${dims + 1}D (unbatched) or ${dims + 2}D (batched) input to ${layer.constructor.name}, ` +
        `but got input of size: ${formatSize(shape)}`,
    );
  const channels = shape[shape.length - dims - 1];
  const { outChannels, groups, transposed, kernelSize, weight, bias } = layer;
  if (channels % groups !== 0) throw new Error("in_channels must be divisible by groups");
  (layer as { inChannels: number }).inChannels = channels;
  const fresh = isUninitialized(weight);
  if (isUninitialized(weight))
    weight.materialize([
      ...(transposed ? [channels, outChannels / groups] : [outChannels, channels / groups]),
      ...kernelSize,
    ]);
  if (isUninitialized(bias)) bias.materialize([outChannels]);
  become(layer, target);
  if (fresh) layer.resetParameters();
}

/** Takes the shapes of weight, bias and running statistics from a normalisation that has no features yet. */
export function forgetFeatures(layer: ChannelNorm, options: Partial<NormLayerOptions>): void {
  const { affine, trackRunningStats } = layer;
  if (affine) layer.weight = new UninitializedParameter(options);
  if (affine && (options.bias ?? true)) layer.bias = new UninitializedParameter(options);
  if (!trackRunningStats) return;
  layer.runningMean = new UninitializedBuffer(options);
  layer.runningVar = new UninitializedBuffer(options);
}

/** Gives a lazy normalisation the features of its first input's dim 1 (or another), and makes it one of class `target`. */
export function becomeFeatures(layer: ChannelNorm, target: { prototype: object }, input: Tensor, dim = 1): void {
  const features = input.shape[dim];
  const tensors = [layer.weight, layer.bias, layer.runningMean, layer.runningVar].filter(isUninitialized);
  (layer as { numFeatures: number }).numFeatures = features;
  for (const tensor of tensors) tensor.materialize([features]);
  become(layer, target);
  if (tensors.length > 0) layer.resetParameters();
}
