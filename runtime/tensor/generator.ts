/** PyTorch's random number generators: mt19937 on the CPU, to the bit. */

import { randomBytes } from "node:crypto";
import type { Backend, Generator as NativeGenerator } from "../backend/backend.ts";
import { backendFor, type Device, deviceOf } from "./device.ts";
import { uint8 } from "./dtype.ts";
import { Tensor } from "./tensor.ts";

const defaultSeed = 67280421310721n;

function seedOf(value: number | bigint): bigint {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value))
    throw new TypeError(`manualSeed(): argument 'seed' must be int, not ${String(value)}`);
  return BigInt.asUintN(64, BigInt(value));
}

/** A stream of random numbers; `torch.Generator`. */
export class Generator {
  /** @internal */
  readonly native: NativeGenerator;
  /** @internal */
  readonly backend: Backend;

  /** @param device where its tensors live; the default device when undefined. */
  constructor(device?: Device | string) {
    this.backend = backendFor(device);
    this.native = this.backend.kernels.generator(defaultSeed);
  }

  get device(): Device {
    return deviceOf(this.backend);
  }

  /** Starts the stream that belongs to `seed`. */
  manualSeed(seed: number | bigint): this {
    this.backend.kernels.seed(this.native, seedOf(seed));
    return this;
  }

  /** Starts a stream from a seed that the system draws, and gives the seed. */
  seed(): bigint {
    const seed = randomBytes(8).readBigUInt64LE() >> 1n;
    this.backend.kernels.seed(this.native, seed);
    return seed;
  }

  /** The seed that the stream was started from. */
  initialSeed(): bigint {
    return this.backend.kernels.initialSeed(this.native);
  }

  /** The state, as a uint8 tensor in PyTorch's own form. */
  getState(): Tensor {
    const bytes = this.backend.kernels.getState(this.native);
    const cpu = backendFor("cpu");
    return new Tensor(cpu.kernels.fromBytes(bytes, [bytes.length], uint8.code), cpu);
  }

  /** Goes on from a state that `getState` (or PyTorch) gave. */
  setState(state: Tensor): this {
    if (!(state instanceof Tensor) || state.dtype !== uint8)
      throw new TypeError("setState(): argument 'state' must be a torch.ByteTensor");
    this.backend.kernels.setState(this.native, state.kernels.toBytes(state.handle));
    return this;
  }
}

/** The stream that random functions draw from when they are given none. */
export const defaultGenerator = new Generator("cpu");

/** Starts the default stream from `seed`, and gives its generator. */
export function manualSeed(seed: number | bigint): Generator {
  return defaultGenerator.manualSeed(seed);
}

/** Starts the default stream from a seed that the system draws, and gives the seed. */
export function seed(): bigint {
  return defaultGenerator.seed();
}

/** The seed that the default stream was started from. */
export function initialSeed(): bigint {
  return defaultGenerator.initialSeed();
}

/** The default stream's state, as a uint8 tensor. */
export function getRngState(): Tensor {
  return defaultGenerator.getState();
}

/** Takes the default stream to a state that `getRngState` gave. */
export function setRngState(state: Tensor): void {
  defaultGenerator.setState(state);
}
