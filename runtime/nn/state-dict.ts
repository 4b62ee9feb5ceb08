/** A module's state: its parameters and buffers by PyTorch's names, in PyTorch's order. */

import type { Tensor } from "../tensor/tensor.ts";

/** Where a state dict keeps what PyTorch keeps in its `_metadata`: the version of each module's state. */
export const stateMetadata: unique symbol = Symbol("tangent.stateMetadata");

/** Versions of the modules by their names, as PyTorch's files hold them. */
export type StateMetadata = Record<string, { version?: number }>;

/** Parameters and buffers by name, such as `state["0.weight"]`. */
export interface StateDict {
  [name: string]: Tensor;
  [stateMetadata]?: StateMetadata;
}

/** Adds the (hidden) metadata to a state dict. */
export function setStateMetadata(state: object, metadata: StateMetadata): void {
  Object.defineProperty(state, stateMetadata, { value: metadata, enumerable: false, writable: true });
}
