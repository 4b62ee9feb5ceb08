/** Modules: `torch.nn`. */

export { ModuleDict } from "./containers/module-dict.ts";
export { ModuleList } from "./containers/module-list.ts";
export { type NamedModules, Sequential } from "./containers/sequential.ts";
export type { BackwardHook, BackwardPreHook, ForwardHook, ForwardPreHook, RemovableHandle } from "./hooks.ts";
export { Identity } from "./layers/identity.ts";
export type { LoadReport } from "./load-state-dict.ts";
export { Module, type NamedOptions, type ToOptions } from "./module.ts";
export { Buffer, Parameter } from "./parameter.ts";
export type { StateDict } from "./state-dict.ts";
