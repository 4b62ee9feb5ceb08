/** Tensors that a module learns, and those that it keeps. */

import { expectOptions } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";

/** A tensor that becomes a module's parameter when it is assigned to one. */
export class Parameter extends Tensor {
  /**
   * @param data shares its storage with the parameter.
   * @param requiresGrad whether it is learnt; default true.
   */
  constructor(data: Tensor, requiresGrad = true) {
    if (!(data instanceof Tensor)) throw new TypeError(`Parameter: expected a Tensor, got ${typeof data}`);
    super(data.handle, data.backend);
    this.requiresGrad = requiresGrad;
  }

  override toString(): string {
    return `Parameter containing:\n${super.toString()}`;
  }
}

/** A tensor that becomes a module's buffer (state that is not learnt) when it is assigned to one. */
export class Buffer extends Tensor {
  /** Whether it is part of the module's state dict. */
  readonly persistent: boolean;

  /** @param data shares its storage with the buffer. */
  constructor(data: Tensor, options: { persistent?: boolean } = {}) {
    expectOptions("Buffer", options);
    const { persistent = true } = options;
    if (!(data instanceof Tensor)) throw new TypeError(`Buffer: expected a Tensor, got ${typeof data}`);
    super(data.handle, data.backend);
    this.persistent = persistent;
  }
}
