/** What a loader and its workers tell each other. */

import type { MessagePort } from "node:worker_threads";
import { isOptions } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { Parcel } from "./parcel.ts";
import { tensorFrom } from "./unpack.ts";

/** What a worker is started with, in its `workerData`. */
export interface Order {
  readonly parcel: Parcel;
  readonly id: number;
  readonly numWorkers: number;
  readonly port: MessagePort;
  /** Counts the worker's answers, so that a loader that blocks can wait for them; negative once the worker has ended. */
  readonly signal: Int32Array<SharedArrayBuffer>;
}

/** What the parcel of a worker holds. */
export interface Work {
  readonly dataset: unknown;
  readonly collate: ((samples: never) => unknown) | null;
  readonly init: ((workerId: number) => unknown) | null;
  readonly batchSize: number | null;
  readonly dropLast: boolean;
}

/** To a worker: begin an epoch, or make a batch of these indices (a number: of one sample; null: of the stream's next). */
export type Request =
  | { readonly kind: "epoch"; readonly seed: bigint }
  | { readonly kind: "batch"; readonly number: number; readonly indices: readonly number[] | number | null };

/** An error of another thread. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** What a worker prints. */
export interface Printed {
  readonly kind: "printed";
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** From a worker. */
export type Answer =
  | { readonly kind: "batch"; readonly number: number; readonly batch: unknown }
  | { readonly kind: "end"; readonly number: number }
  | { readonly kind: "error"; readonly number: number; readonly error: Failure };

/** The property by which a tensor is known in a message. */
const mark = "tangent.tensor";

interface Flat {
  readonly [mark]: { readonly bytes: Uint8Array; readonly shape: readonly number[]; readonly dtype: string };
}

/** A batch in a form that can be sent; its tensors' memory is put in `transfer`. */
export function flatten(batch: unknown, transfer: ArrayBuffer[]): unknown {
  if (batch instanceof Tensor) {
    const bytes = batch.kernels.toBytes(batch.handle);
    if (bytes.buffer instanceof ArrayBuffer && !transfer.includes(bytes.buffer)) transfer.push(bytes.buffer);
    return { [mark]: { bytes, shape: [...batch.shape], dtype: batch.dtype.name } } satisfies Flat;
  }
  if (Array.isArray(batch)) return batch.map((entry) => flatten(entry, transfer));
  if (isOptions(batch))
    return Object.fromEntries(Object.entries(batch).map(([key, entry]) => [key, flatten(entry, transfer)]));
  return batch;
}

/** The batch of a message. */
export function restore(sent: unknown): unknown {
  if (Array.isArray(sent)) return sent.map(restore);
  if (!isOptions(sent)) return sent;
  if (Object.hasOwn(sent, mark)) {
    const { bytes, shape, dtype } = (sent as Flat)[mark];
    return tensorFrom(bytes, shape, dtype);
  }
  return Object.fromEntries(Object.entries(sent).map(([key, entry]) => [key, restore(entry)]));
}
