/** Parameters and buffers whose shape is not known yet. */

import { empty } from "../ops/create.ts";
import type { Device } from "../tensor/device.ts";
import type { DType } from "../tensor/dtype.ts";
import { expectOptions } from "../tensor/options.ts";
import type { Size } from "../tensor/size.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Buffer, Parameter } from "./parameter.ts";

/** Where and as what an uninitialized tensor will be. */
export interface Place {
  device?: Device | string | null;
  dtype?: DType | null;
}

function unknownShape(): never {
  throw new Error(
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `loadStateDict` when " +
      "trying to load an uninitialized parameter into an initialized one. Call `forward` to initialize the parameters " +
      "before accessing their attributes.",
  );
}

/** Gives an uninitialized tensor its memory, and makes it what it stands for. */
function materialize(target: Tensor, prototype: object, shape: readonly number[]): void {
  const { dtype, device } = target;
  Object.setPrototypeOf(target, prototype);
  target.become(empty([...shape], { dtype, device }).handle);
}

/** A parameter whose shape is not known yet. */
export class UninitializedParameter extends Parameter {
  constructor(options: Place & { requiresGrad?: boolean } = {}) {
    const { requiresGrad = true, device, dtype } = optionsOf("UninitializedParameter", options);
    super(empty(0, { device, dtype }), requiresGrad);
  }

  override get shape(): Size {
    return unknownShape();
  }

  /** Makes it a parameter of `shape`, its elements undefined. */
  materialize(shape: readonly number[]): void {
    materialize(this, Parameter.prototype, shape);
  }

  override toString(): string {
    return "<UninitializedParameter>";
  }
}

/** A buffer whose shape is not known yet. */
export class UninitializedBuffer extends Buffer {
  constructor(options: Place = {}) {
    const { device, dtype } = optionsOf("UninitializedBuffer", options);
    super(empty(0, { device, dtype }));
  }

  override get shape(): Size {
    return unknownShape();
  }

  /** Makes it a buffer of `shape`, its elements undefined. */
  materialize(shape: readonly number[]): void {
    materialize(this, Buffer.prototype, shape);
  }

  override toString(): string {
    return "<UninitializedBuffer>";
  }
}

/** Whether `tensor` has no shape yet. */
export function isUninitialized(tensor: unknown): tensor is UninitializedParameter | UninitializedBuffer {
  return tensor instanceof UninitializedParameter || tensor instanceof UninitializedBuffer;
}

function optionsOf<O extends object>(name: string, options: O): O {
  expectOptions(name, options);
  return options;
}
