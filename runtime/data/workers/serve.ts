/** What runs in a worker: makes the batches that a loader asks for. */

import { defaultGenerator } from "../../tensor/generator.ts";
import type { IterableDataset, Source } from "../dataset.ts";
import { fetchBatch, fetchSample, streamBatches } from "../fetch.ts";
import { type Answer, type Failure, flatten, type Order, type Printed, type Request, type Work } from "./messages.ts";
import { unpack } from "./unpack.ts";
import { setWorkerInfo } from "./worker-info.ts";

function failureOf(error: unknown): Failure {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack ?? "" };
  return { name: "Error", message: String(error), stack: String(error) };
}

/** @internal Serves the loader that started this worker, until it closes the port. */
export function serve({ parcel, id, numWorkers, port, signal }: Order): void {
  let work: Work | null = null;
  let failure: Failure | null = null;
  let stream: Iterator<unknown> | null = null;
  const begin = async (seed: bigint): Promise<void> => {
    stream = null;
    failure = null;
    try {
      if (work !== null) return;
      defaultGenerator.manualSeed(seed + BigInt(id));
      work = unpack(parcel) as Work;
      setWorkerInfo({ id, numWorkers, seed: seed + BigInt(id), dataset: work.dataset });
      await work.init?.(id);
    } catch (error) {
      failure = failureOf(error);
    }
  };
  const next = async (): Promise<IteratorResult<unknown>> => {
    const { dataset, batchSize, dropLast, collate } = work as Work;
    const samples = dataset as IterableDataset<unknown>;
    stream ??=
      batchSize === null
        ? samples[Symbol.iterator]()
        : streamBatches(samples, batchSize, dropLast, collate)[Symbol.iterator]();
    const { value, done } = stream.next();
    if (done === true) return { value: undefined, done: true };
    return { value: await (batchSize === null ? fetchSample([value], 0, collate) : value), done: false };
  };
  const make = async (request: Request & { kind: "batch" }, transfer: ArrayBuffer[]): Promise<Answer> => {
    const { number, indices } = request;
    try {
      if (failure !== null) return { kind: "error", number, error: failure };
      const { dataset, collate } = work as Work;
      if (indices === null) {
        const { value, done } = await next();
        return done ? { kind: "end", number } : { kind: "batch", number, batch: flatten(value, transfer) };
      }
      const source = dataset as Source<unknown>;
      const batch =
        typeof indices === "number" ? fetchSample(source, indices, collate) : fetchBatch(source, indices, collate);
      return { kind: "batch", number, batch: flatten(await batch, transfer) };
    } catch (error) {
      return { kind: "error", number, error: failureOf(error) };
    }
  };
  const send = (answer: Answer, transfer: ArrayBuffer[]): void => {
    try {
      port.postMessage(answer, transfer);
    } catch (error) {
      port.postMessage({ kind: "error", number: answer.number, error: failureOf(error) } satisfies Answer);
    }
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  const print = (stream: Printed["stream"], chunk: string | Uint8Array): boolean => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    port.postMessage({ kind: "printed", stream, text } satisfies Printed);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
    return true;
  };
  // Node's own way to the main thread is shut while that waits for a batch, and what is on it is lost at the end.
  process.stdout.write = (chunk: string | Uint8Array) => print("stdout", chunk);
  process.stderr.write = (chunk: string | Uint8Array) => print("stderr", chunk);
  // One request after the other: the order of random numbers is that of the batches.
  let queue = Promise.resolve();
  port.on("message", (request: Request) => {
    queue = queue.then(async () => {
      if (request.kind === "epoch") return begin(request.seed);
      const transfer: ArrayBuffer[] = [];
      send(await make(request, transfer), transfer);
    });
  });
}
