/** Files that everyone reads: PyTorch's own, and safetensors. */

export { type LoadOptions, load, type MapLocation } from "./load.ts";
export * as numpy from "./npy.ts";
export { UnpicklingError } from "./pickle/reader.ts";
export * as safetensors from "./safetensors.ts";
export { save, saveBytes } from "./save.ts";
export * as serialization from "./serialization.ts";
