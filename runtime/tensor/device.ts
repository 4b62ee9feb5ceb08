/** Where tensors live: `torch.device("cpu")`. */

import type { Backend } from "../backend/backend.ts";
import { cpu } from "../backend/cpu.ts";
import { cuda } from "../backend/cuda.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** A device; equal devices are the same object. */
export class Device {
  readonly type: "cpu" | "cuda";
  /** Null where none was given. */
  readonly index: number | null;

  /** @internal */
  constructor(type: "cpu" | "cuda", index: number | null) {
    this.type = type;
    this.index = index;
  }

  /** "cpu", "cuda:0". */
  toString(): string {
    return this.index === null ? this.type : `${this.type}:${this.index}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.index === null ? `device(type='${this.type}')` : `device(type='${this.type}', index=${this.index})`;
  }
}

const known = new Map<string, Device>();

/** The device of a name such as "cpu", "cuda" or "cuda:0", or of a type and an index. */
export function device(type: string | Device, index?: number): Device {
  if (type instanceof Device) return type;
  const match = /^(cpu|cuda)(?::(\d+))?$/.exec(index === undefined ? String(type) : `${type}:${index}`);
  if (match === null)
    throw new Error(
      `Expected one of cpu, cuda device type at start of device string: ${String(type)}${index === undefined ? "" : `:${index}`}`,
    );
  const name = match[0];
  let found = known.get(name);
  if (found === undefined) {
    found = new Device(match[1] as "cpu" | "cuda", match[2] === undefined ? null : Number(match[2]));
    known.set(name, found);
  }
  return found;
}

export const cpuDevice = device("cpu");

/** The backend of a device, or an error that says why there is none. */
export function backendOf(where: Device): Backend {
  return where.type === "cpu" ? cpu : cuda();
}

/** The device that a backend serves. */
export function deviceOf(backend: Backend): Device {
  return device(backend.name);
}

let defaultBackend: Backend = cpu;

/** The device of tensors that are made without one. */
export function getDefaultDevice(): Device {
  return deviceOf(defaultBackend);
}

/** Sets the device of tensors that are made without one. */
export function setDefaultDevice(where: Device | string): void {
  defaultBackend = backendOf(device(where));
}

/** The backend of `where`, of the default device when undefined. */
export function backendFor(where?: Device | string): Backend {
  return where === undefined ? defaultBackend : backendOf(device(where));
}
