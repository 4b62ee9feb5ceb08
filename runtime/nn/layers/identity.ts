/** `nn.Identity`. */

import { Module } from "../module.ts";

/** Gives its input back; whatever it is constructed with is ignored. */
export class Identity extends Module {
  constructor(..._ignored: readonly unknown[]) {
    super();
  }

  override forward<T>(input: T): T {
    return input;
  }
}
