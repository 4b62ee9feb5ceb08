/** The workers of a loader, seen from the loader. */

import { setTimeout as sleep } from "node:timers/promises";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { host } from "../../host.ts";
import { checkInterrupt } from "../../interrupt.ts";
import { type Answer, type Failure, type Order, type Printed, type Request, restore, type Work } from "./messages.ts";
import { pack } from "./pack.ts";

/** How often one who waits looks whether the user wants to stop, in milliseconds. */
const glance = 100;

/** Loads the runtime in the worker; plain JavaScript, since bundles have no file for it. */
const start = (prelude: string): string => `
${prelude}
const { workerData } = require("node:worker_threads");
const { signal } = workerData.order;
process.once("exit", () => { Atomics.store(signal, 0, -(2 ** 30)); Atomics.notify(signal, 0); });
import(workerData.runtime).then((torch) => torch.data.serveLoader(workerData.order));
`;

interface Member {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly signal: Int32Array<SharedArrayBuffer>;
  /** Why it ended, once it has. */
  ended: string | null;
}

/** An error of a worker, with its own stack. */
function thrown({ name, message, stack }: Failure, id: number, what: string): Error {
  const error = new Error(`Caught ${name} in DataLoader worker thread ${id}${what}.\nOriginal stack:\n${stack}`, {
    cause: message,
  });
  error.name = name;
  return error;
}

/** What a batch is made of, for messages. */
function describeIndices(request: Request): string {
  if (request.kind === "epoch" || request.indices === null) return "";
  const { indices } = request;
  if (typeof indices === "number") return ` at index ${indices}`;
  const [first, ...rest] = indices;
  return rest.length === 0
    ? ` at index ${first}`
    : ` at indices ${indices.slice(0, 8).join(", ")}${indices.length > 8 ? ", …" : ""}`;
}

/** Workers that make batches, each with a copy of the data set. */
export class Pool {
  readonly #members: Member[];
  /** Answers that came before they were asked for, by the batch's number. */
  readonly #early = new Map<number, Answer>();
  readonly #asked = new Map<number, { id: number; request: Request }>();
  readonly #timeout: number;
  #wake: (() => void) | null = null;
  #next = 0;
  #closed = false;
  /** Whether a worker no longer answers. */
  #broken = false;

  /** @param timeout how long a batch may take, in seconds; 0: as long as it takes. */
  constructor(work: Work, numWorkers: number, timeout: number) {
    this.#timeout = timeout;
    const parcel = pack(work, "the loader's work");
    const runtime = import.meta.resolve("tangent");
    this.#members = Array.from({ length: numWorkers }, (_, id) => {
      const { port1, port2 } = new MessageChannel();
      const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const order: Order = { parcel, id, numWorkers, port: port2, signal };
      const worker = new Worker(start(host()?.workerPrelude ?? ""), {
        eval: true,
        workerData: { runtime, order },
        transferList: [port2],
      });
      const member: Member = { worker, port: port1, signal, ended: null };
      port1.on("message", (answer: Answer | Printed) => this.#receive(answer));
      worker.on("error", (error) => this.#end(member, `${error.name}: ${error.message}`));
      worker.on("exit", (code) => this.#end(member, `exit code ${code}`));
      // A program ends when its own work is done, whatever its loaders still hold.
      worker.unref();
      port1.unref();
      return member;
    });
  }

  get size(): number {
    return this.#members.length;
  }

  /** Whether all workers can go on. */
  get alive(): boolean {
    return !this.#broken && this.#members.every(({ ended, signal }) => ended === null && Atomics.load(signal, 0) >= 0);
  }

  #receive(answer: Answer | Printed): void {
    if (answer.kind === "printed") {
      process[answer.stream].write(answer.text);
      return;
    }
    // What an epoch that ended early had asked for is of no use.
    if (this.#asked.has(answer.number)) this.#early.set(answer.number, answer);
    this.#wake?.();
  }

  #end(member: Member, reason: string): void {
    member.ended ??= reason;
    this.#wake?.();
  }

  /** Begins an epoch: what is still under way is forgotten. */
  begin(seed: bigint): void {
    for (const { port } of this.#members) port.postMessage({ kind: "epoch", seed } satisfies Request);
  }

  /** Asks a worker for a batch. @returns the batch's number. */
  ask(id: number, indices: readonly number[] | number | null): number {
    const number = this.#next++;
    const request: Request = { kind: "batch", number, indices };
    this.#asked.set(number, { id, request });
    this.#members[id].port.postMessage(request);
    return number;
  }

  /** The answer to a question that is there already. */
  #ready(number: number): Answer | undefined {
    const answer = this.#early.get(number);
    this.#early.delete(number);
    return answer;
  }

  /** Takes what lies in the ports, for one who blocks the thread. */
  #drain(): void {
    for (const member of this.#members)
      for (let got = receiveMessageOnPort(member.port); got !== undefined; got = receiveMessageOnPort(member.port))
        this.#receive(got.message as Answer | Printed);
  }

  #check(number: number, since: number): void {
    const { id } = this.#asked.get(number) as { id: number };
    const member = this.#members[id];
    checkInterrupt();
    if (member.ended !== null || Atomics.load(member.signal, 0) < 0)
      throw new Error(
        `DataLoader worker thread ${id} ended unexpectedly (${member.ended ?? "an error that nobody caught, or process.exit"})`,
      );
    this.#broken = this.#timeout > 0 && performance.now() - since > this.#timeout * 1000;
    if (this.#broken)
      throw new Error(`DataLoader timed out after ${this.#timeout} seconds: worker thread ${id} gave no batch`);
  }

  /** The batch of a number; undefined where the worker's stream has ended. */
  #settle(answer: Answer): { batch: unknown } | undefined {
    const { id, request } = this.#asked.get(answer.number) as { id: number; request: Request };
    this.#asked.delete(answer.number);
    if (answer.kind === "end") return undefined;
    if (answer.kind === "error") throw thrown(answer.error, id, describeIndices(request));
    return { batch: restore(answer.batch) };
  }

  /** Waits for a batch without letting the event loop turn. */
  wait(number: number): { batch: unknown } | undefined {
    const since = performance.now();
    const { id } = this.#asked.get(number) as { id: number };
    const { signal } = this.#members[id];
    for (;;) {
      const before = Atomics.load(signal, 0);
      this.#drain();
      const answer = this.#ready(number);
      if (answer !== undefined) return this.#settle(answer);
      this.#check(number, since);
      Atomics.wait(signal, 0, before, glance);
    }
  }

  /** Waits for a batch. */
  async waitAsync(number: number): Promise<{ batch: unknown } | undefined> {
    const since = performance.now();
    for (;;) {
      const answer = this.#ready(number);
      if (answer !== undefined) return this.#settle(answer);
      this.#check(number, since);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const pause = new AbortController();
      await Promise.race([promise, sleep(glance, undefined, { signal: pause.signal }).catch(() => undefined)]);
      pause.abort();
      this.#wake = null;
    }
  }

  /** Forgets what is under way. */
  forget(): void {
    this.#asked.clear();
    this.#early.clear();
  }

  /** Ends the workers. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { port, worker } of this.#members) {
      port.close();
      void worker.terminate();
    }
  }
}
