/** What the padding layers share: how much is added at each edge, and how that is printed. */

import type { Padding } from "../ops/pad.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Call, parse } from "./arguments.ts";
import { pad } from "./functional/padding.ts";
import { Module } from "./module.ts";
import { plain, tuple } from "./python.ts";

/** One number for all edges, or one for each: [left, right, top, bottom, front, back]. */
export type EdgePadding = number | Padding;

/** The call of a layer that takes its padding alone. */
export type EdgeCall = Call<[padding: EdgePadding], { padding?: EdgePadding }>;

/** The call of a layer that takes a value too. */
export type ValueCall = Call<[padding: EdgePadding, value: number], { padding?: EdgePadding; value?: number }>;

function edges(name: string, dims: number, padding: EdgePadding): Padding {
  if (typeof padding === "number") return new Array<number>(2 * dims).fill(padding);
  if (Array.isArray(padding)) return [...padding] as number[];
  throw new TypeError(`${name}(): argument 'padding' must be int or tuple of ints, not ${typeof padding}`);
}

/** A layer that pads the last dims of its input. */
export abstract class EdgePaddingLayer extends Module {
  readonly padding: Padding;

  constructor(name: string, dims: number, args: readonly unknown[]) {
    super();
    this.padding = edges(name, dims, parse<{ padding: EdgePadding }>(name, ["padding!"], args).padding);
  }

  override extraRepr(): string {
    return tuple(this.padding);
  }
}

/** Adds zeros. */
export abstract class ZeroPadding extends EdgePaddingLayer {
  override forward(input: Tensor): Tensor {
    return pad(input, this.padding, "constant", 0);
  }
}

/** Adds the elements inside the edge in reverse, without the edge itself. */
export abstract class ReflectionPadding extends EdgePaddingLayer {
  override forward(input: Tensor): Tensor {
    return pad(input, this.padding, "reflect");
  }
}

/** Adds the edge over and over. */
export abstract class ReplicationPadding extends EdgePaddingLayer {
  override forward(input: Tensor): Tensor {
    return pad(input, this.padding, "replicate");
  }
}

/** Adds what lies at the other end. */
export abstract class CircularPadding extends EdgePaddingLayer {
  protected abstract get dims(): number;

  override forward(input: Tensor): Tensor {
    const [least, most] = [this.dims + 1, this.dims + 2];
    if (input.ndim !== least && input.ndim !== most)
      throw new Error(`expected ${least}D or ${most}D input (got ${input.ndim}D input)`);
    return pad(input, this.padding, "circular");
  }
}

/** Adds a value. */
export abstract class ConstantPadding extends Module {
  readonly padding: Padding;
  readonly value: number;

  constructor(name: string, dims: number, args: readonly unknown[]) {
    super();
    const call = parse<{ padding: EdgePadding; value: number }>(name, ["padding!", "value!"], args);
    this.padding = edges(name, dims, call.padding);
    this.value = call.value;
  }

  override forward(input: Tensor): Tensor {
    return pad(input, this.padding, "constant", this.value);
  }

  override extraRepr(): string {
    return `padding=${tuple(this.padding)}, value=${plain(this.value)}`;
  }
}
