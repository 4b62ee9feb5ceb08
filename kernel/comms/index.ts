/** `tangent/comms`: channels between a notebook's code and code in the front end. */

export { Comm, type CommHandler, type CommMessage, type CommOptions, type SendOptions } from "./comm.ts";
export type { Buffers } from "./host.ts";
export { registerTarget, type TargetHandler, unregisterTarget } from "./targets.ts";
