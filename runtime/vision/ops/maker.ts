/** What makes a layer of a block: a class of `nn`, or a function that gives a layer. */

import { Module } from "../../nn/index.ts";

/** A class of layers, or a function that gives one: `nn.BatchNorm2d`, `(channels) => new nn.GroupNorm(8, channels)`. */
export type Maker<Args extends readonly unknown[]> = (new (...args: Args) => Module) | ((...args: Args) => Module);

/** Makes the normalisation behind a convolution of so many channels. */
export type NormLayer = Maker<[numFeatures: number]>;

/** Makes an activation, which may be told whether it writes to its input. */
export type ActivationLayer = Maker<[options: { inplace?: boolean }]> | Maker<[]>;

/** The layer that `maker` makes of `args`. */
export function make<Args extends readonly unknown[]>(maker: Maker<Args>, ...args: Args): Module {
  const isClass = maker.prototype === Module.prototype || maker.prototype instanceof Module;
  return isClass ? Reflect.construct(maker, args) : (maker as (...args: Args) => Module)(...args);
}

/** The activation that `maker` makes; `inplace` null: it is not told. */
export function activation(maker: ActivationLayer, inplace: boolean | null): Module {
  return inplace === null ? make(maker as Maker<[]>) : make(maker as Maker<[{ inplace?: boolean }]>, { inplace });
}
