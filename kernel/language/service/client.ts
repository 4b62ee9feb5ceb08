/** The user's thread's end of the language service, whose thread starts when it is first needed. */

import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { RequestId } from "../../wire/link.ts";
import { log } from "../../wire/log.ts";
import type { FromLanguage, LanguageData, MagicWord, Noted, QuestionKind, Questions, ToLanguage } from "./link.ts";

export interface LanguageOptions {
  readonly threadUrl: URL;
  /** The address of the package's package.json. */
  readonly packageUrl: string;
  /** Where the wire thread puts requests that arrive while the user's thread is busy. */
  readonly requests: MessagePort;
  /** The process's own stderr, for the kernel's log. */
  readonly log: number;
}

/** Megabytes. A larger nursery would be faster by little, and keep more of the compiler's garbage. */
const resourceLimits = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 2_048 };

/** Letters of a cell from which on it is data, more than code: too much for a compiler that holds it as a tree. */
const longest = 500_000;

export class LanguageClient {
  readonly #options: LanguageOptions;
  readonly #port: MessagePort;
  readonly #far: MessagePort;
  readonly #pending = new Map<number, (answer: unknown) => void>();
  #worker: Worker | undefined;
  #failed = false;
  #loaded = false;
  #serial = 0;
  #words = "";
  #globals = 0;

  constructor(options: LanguageOptions) {
    this.#options = options;
    const { port1, port2 } = new MessageChannel();
    [this.#port, this.#far] = [port1, port2];
    port1.on("message", (message: FromLanguage) => {
      if (message.kind === "answer") this.#settle(message.id, message.answer);
      else this.#loaded = true;
    });
    port1.unref();
  }

  /** Whether answers come within milliseconds. */
  get loaded(): boolean {
    return this.#loaded && !this.#failed;
  }

  /** Tells which magics there are. */
  tellMagics(words: readonly MagicWord[]): void {
    const text = words.map((word) => word.text).join(" ");
    if (text === this.#words) return;
    this.#words = text;
    this.#send({ kind: "magics", words });
  }

  /**
   * A cell runs, whose magic lines are calls by now.
   * @param waits whether anybody may wait for the language service while it runs
   * @param note where its type errors are published
   */
  cell(code: string, waits: boolean, note?: Noted): void {
    if (waits) this.#start();
    if (code.length > longest) return;
    this.#tellGlobals();
    this.#send({ kind: "cell", code, ...(note && { note }) });
  }

  /** A cell has ended. The error of one that failed stands for itself: notes that are not out yet are not needed. */
  ended(request: RequestId, failed: boolean): void {
    if (this.#worker) this.#send({ kind: "ended", request, failed });
  }

  /** Undefined when there is no answer within `patience` milliseconds. */
  async ask<K extends QuestionKind>(
    kind: K,
    question: Questions[K]["question"],
    patience: number,
  ): Promise<Questions[K]["answer"] | undefined> {
    this.#start();
    if (this.#failed || question.code.length > longest) return undefined;
    this.#tellGlobals();
    const id = ++this.#serial;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#pending.set(id, resolve);
    const timer = setTimeout(() => this.#settle(id, undefined), patience);
    this.#send({ kind, id, ...question } as unknown as ToLanguage);
    try {
      return (await promise) as Questions[K]["answer"] | undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #send(message: ToLanguage): void {
    if (!this.#failed) this.#port.postMessage(message);
  }

  /** Names that a check is not to call unknown. */
  #tellGlobals(): void {
    const names = Object.getOwnPropertyNames(globalThis);
    if (names.length === this.#globals) return;
    this.#globals = names.length;
    this.#send({ kind: "globals", names });
  }

  #settle(id: number, answer: unknown): void {
    this.#pending.get(id)?.(answer);
    this.#pending.delete(id);
  }

  #start(): void {
    if (this.#worker) return;
    const { threadUrl, packageUrl, requests } = this.#options;
    const workerData: LanguageData = { packageUrl, user: this.#far, requests, log: this.#options.log };
    const worker = new Worker(threadUrl, { workerData, transferList: [this.#far, requests], resourceLimits });
    worker.unref();
    worker.on("error", (error) => {
      log(`the language thread failed; completion goes on from live values: ${(error as Error).stack}`);
      this.#failed = true;
      for (const id of [...this.#pending.keys()]) this.#settle(id, undefined);
    });
    this.#worker = worker;
  }
}
