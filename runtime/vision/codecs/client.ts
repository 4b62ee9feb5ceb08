/** Pictures read and written by the codecs' thread: waited for, or as promises. */

import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Pixels } from "../pillow/pixels.ts";
import type { Format, SaveOptions } from "./formats.ts";
import type { Job } from "./jobs.ts";
import type { Answer, Request } from "./thread.ts";

let worker: Worker | null = null;

/** Those that wait for a promise's answer: told when the thread ends. */
const waiting = new Set<(error: Error) => void>();

/** The thread, begun with the first picture; it keeps no program alive. */
function thread(): Worker {
  if (worker !== null) return worker;
  const started = new Worker(new URL(import.meta.resolve("#picture-codecs")));
  started.unref();
  const forget = (): void => {
    if (worker === started) worker = null;
    for (const reject of waiting) reject(new Error("the thread that reads pictures has ended"));
    waiting.clear();
  };
  started.on("exit", forget);
  started.on("error", forget);
  worker = started;
  return started;
}

/** How long a picture may take: a thread that died would be waited for without end. */
const patience = 120_000;

function resultOf(answer: Answer): unknown {
  if ("result" in answer) return answer.result;
  throw answer.name === "RangeError" ? new RangeError(answer.message) : new Error(answer.message);
}

function send(job: Job): { channel: MessageChannel; signal: Int32Array<SharedArrayBuffer> } {
  const channel = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const request: Request = { job, port: channel.port2, signal };
  thread().postMessage(request, [channel.port2]);
  return { channel, signal };
}

function wait(job: Job): unknown {
  const { channel, signal } = send(job);
  if (Atomics.wait(signal, 0, 0, patience) === "timed-out") {
    channel.port1.close();
    worker = null;
    throw new Error(`the thread that reads pictures gave no answer in ${patience / 1000} s`);
  }
  const message = receiveMessageOnPort(channel.port1) as { message: Answer };
  channel.port1.close();
  return resultOf(message.message);
}

function later(job: Job): Promise<unknown> {
  const { channel } = send(job);
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    channel.port1.once("message", (answer: Answer) => {
      waiting.delete(reject);
      channel.port1.close();
      try {
        resolve(resultOf(answer));
      } catch (error) {
        reject(error);
      }
    });
  });
}

export const decode = (bytes: Uint8Array, turned: boolean): Pixels => wait({ kind: "decode", bytes, turned }) as Pixels;

export const decodeLater = (bytes: Uint8Array): Promise<Pixels> =>
  later({ kind: "decode", bytes, turned: true }) as Promise<Pixels>;

export const encode = (pixels: Pixels, format: Format, options: SaveOptions): Uint8Array =>
  wait({ kind: "encode", pixels, format, options }) as Uint8Array;
